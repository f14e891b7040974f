/** A button that acts only after it was held for a second: for steps that may open picture or sound. */
import { Button, type ButtonProps } from '@mantine/core';
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import classes from '../console.module.css';

const HOLD_MS = 1000;

export const HoldButton = ({
  onHeld,
  children,
  hint,
  ...props
}: ButtonProps & { onHeld: () => void; children: ReactNode; hint: string }) => {
  const [holding, setHolding] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const release = () => {
    clearTimeout(timer.current);
    setHolding(false);
  };
  const press = () => {
    if (props.disabled || holding) return;
    setHolding(true);
    timer.current = setTimeout(() => {
      setHolding(false);
      onHeld();
    }, HOLD_MS);
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  const isPressKey = (event: KeyboardEvent) => event.key === 'Enter' || event.key === ' ';
  return (
    <Button
      {...props}
      className={classes.hold ?? ''}
      data-holding={holding || undefined}
      title={hint}
      aria-description={hint}
      onPointerDown={press}
      onPointerUp={release}
      onPointerLeave={release}
      onPointerCancel={release}
      onBlur={release}
      onContextMenu={(event) => event.preventDefault()}
      onKeyDown={(event) => {
        if (!isPressKey(event)) return;
        event.preventDefault();
        if (!event.repeat) press();
      }}
      onKeyUp={(event) => isPressKey(event) && release()}
    >
      {children}
    </Button>
  );
};
