/** Stands beside every page, and fetches its form when somebody has to say again who sits there. */
import { Suspense, useSyncExternalStore } from 'react';
import { useServices } from '../hooks/services.ts';
import { lazyWithWords } from '../i18n/lazy-with-words.ts';

const ProofForm = lazyWithWords(async () => (await import('./proof-form.tsx')).ProofForm, []);

export const ProofDialog = () => {
  const { proofs } = useServices();
  if (!useSyncExternalStore(proofs.subscribe, proofs.isAsking)) return null;
  return (
    <Suspense>
      <ProofForm />
    </Suspense>
  );
};
