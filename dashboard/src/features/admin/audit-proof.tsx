/** Checks the audit's chain on demand, says how far it got, and names where it breaks. */
import type { AuditProof as Proof } from '@giamsat/contract/wire/admin';
import { Alert, Button } from '@mantine/core';
import { IconLink, IconLinkOff } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { proveAudit } from '../../core/audit-proof.ts';
import { numberText } from '../../core/format.ts';
import { useServices } from '../../hooks/services.ts';
import { useProblemText } from '../../hooks/use-problem-text.ts';
import { ErrorState } from '../../ui/empty-state.tsx';
import classes from './audit.module.css';

export const useAuditProof = () => {
  const { t } = useTranslation('audit');
  const { api } = useServices();
  const [proof, setProof] = useState<Proof>();
  const [error, setError] = useState<unknown>();
  const [running, setRunning] = useState(false);
  const stop = useRef<AbortController>(undefined);
  useEffect(() => () => stop.current?.abort(), []);
  const start = async () => {
    const controller = new AbortController();
    stop.current = controller;
    setProof(undefined);
    setError(undefined);
    setRunning(true);
    try {
      await proveAudit(api, setProof, controller.signal);
    } catch (failed) {
      if (!controller.signal.aborted) setError(failed);
      else setProof(undefined);
    } finally {
      setRunning(false);
    }
  };
  const button = (
    <Button
      variant="light"
      leftSection={<IconLink size={18} />}
      onClick={() => (running ? stop.current?.abort() : void start())}
    >
      {t(running ? 'proof.stop' : 'proof.action')}
    </Button>
  );
  return { button, result: <Result proof={proof} running={running} error={error} onRetry={() => void start()} /> };
};

type Props = { proof: Proof | undefined; running: boolean; error: unknown; onRetry: () => void };

const Result = ({ proof, running, error, onRetry }: Props) => {
  const { t, i18n } = useTranslation('audit');
  const problemText = useProblemText();
  const count = (value: number) => numberText(value, i18n.language);
  const told = () => {
    if (error !== undefined) return <ErrorState compact text={problemText(error)} onRetry={onRetry} />;
    if (!proof) return null;
    const { fault, of, hash } = proof;
    const through = count(proof.through);
    if (fault) {
      return (
        <Alert color="lacquer" variant="light" icon={<IconLinkOff />} title={t('proof.broken', { through })}>
          <p className={classes.said}>
            {t(`fault.${fault.kind}`, { number: count(fault.number ?? 0), entry: fault.entry ?? '–' })}
          </p>
          <p className={classes.said}>{t('proof.keep')}</p>
        </Alert>
      );
    }
    if (running || proof.next !== undefined) {
      return <p className={classes.said}>{t('proof.running', { through, of: count(of) })}</p>;
    }
    if (of === 0) return <p className={classes.said}>{t('proof.empty')}</p>;
    return (
      <div className={classes.whole} data-tone="green">
        <p className={classes.verdict}>
          <IconLink size={20} aria-hidden="true" /> {t('proof.whole', { through })}
        </p>
        <p className={classes.said}>
          {t('proof.hash', { through })} <code className={classes.hash}>{hash}</code>
        </p>
      </div>
    );
  };
  return (
    <div role="status" className={classes.result}>
      {told()}
    </div>
  );
};
