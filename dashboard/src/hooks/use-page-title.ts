/** The title of the browser's tab, with the name of this house behind it. */
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';

export const usePageTitle = (title: string | undefined): void => {
  const { t } = useTranslation();
  useEffect(() => {
    document.title = title ? `${title} – ${t('product')}` : t('product');
  }, [title, t]);
};
