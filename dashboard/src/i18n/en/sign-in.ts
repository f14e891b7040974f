/** Signing in. */
import type { signIn as vi } from '../vi/sign-in.ts';

export const signIn = {
  title: 'Sign in',
  lead: 'Live supervision of hearings in the two-level courts of Lạng Sơn province',
  login: 'Login',
  password: 'Password',
  submit: 'Sign in',
  refused: 'Login or password is not right.',
  observe: 'Observe only. Every look is recorded.',
  'ended.expired': 'Your session has expired. Please sign in again.',
  'ended.signed-out': 'You have signed out.',
  'ended.locked': 'This account has been locked. Please ask the administrator.',
  'demo.title': 'Demonstration: choose a person to enter',
  'demo.as': 'Enter as {{name}}',
  'first.title': 'Make the first administrator',
  'first.help': 'The one-time token stands in the server’s data folder.',
  'first.token': 'One-time token',
  'first.name': 'Full name',
  'first.passwordHelp': 'At least {{min}} characters',
  'first.submit': 'Make the account',
  'first.done': 'The account was made. Please sign in.',
} as const satisfies Record<keyof typeof vi, string>;
