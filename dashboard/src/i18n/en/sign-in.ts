/** Signing in. */
import type { signIn as vi } from '../vi/sign-in.ts';

export const signIn = {
  title: 'Sign in',
  lead: 'Live supervision of hearings in the two-level courts of Lạng Sơn province',
  login: 'Login',
  password: 'Password',
  code: 'Code',
  codeHelp: 'Six digits of the authenticator app, or a recovery code',
  submit: 'Sign in',
  refused: 'Login or password is not right.',
  observe: 'Observe only. Every look is recorded.',
  'ended.expired': 'Your session has expired. Please sign in again.',
  'ended.signed-out': 'You have signed out.',
  'ended.locked': 'This account has been locked. Please ask the administrator.',
  'demo.title': 'Demonstration: choose a person to enter',
  'screen.use': 'Use this screen for a meeting room',
  'screen.title': 'Meeting-room screen',
  'screen.how':
    'A person entitled to oversight opens Mine → Meeting-room screens on their own device and types this code. Once it is confirmed, the hearings appear here by themselves.',
  'screen.until': 'The code holds until {{time}}; then another one appears.',
  'screen.back': 'Back to signing in',
  'demo.as': 'Enter as {{name}}',
  'demo.group.oversight': 'Oversight bodies',
  'demo.group.chiefs': 'Heads of courts',
  'demo.group.prosecutors': 'Procuracy',
  'demo.group.judges': 'Judges',
  'demo.group.clerks': 'Clerks',
  'demo.group.house': 'Administration, audit',
  'first.title': 'Make the first administrator',
  'first.help':
    'The token stands in first-administrator.txt in the server’s data folder; the link there fills it in. It works once, within 24 hours.',
  'first.token': 'One-time token',
  'first.name': 'Full name',
  'first.passwordHelp': 'At least {{min}} characters',
  'first.submit': 'Make the account',
  'first.done': 'The account was made. Please sign in.',
} as const satisfies Record<keyof typeof vi, string>;
