/** The one door to `/api/v1`: JSON (or a file) in, JSON out, the header that forged requests cannot carry, problems as errors. */
import { ApiProblem, problemOf, unreachable } from './problem.ts';

export type ApiDeps = {
  fetch: typeof fetch;
  /** Told when the service no longer knows the session. */
  onSignedOut: () => void;
  /** Asks who sits there for a proof of who they are; false: they would rather not. */
  prove: () => Promise<boolean>;
};
type Query = Record<string, string | number | undefined>;

const BASE = '/api/v1';
/** Its mere presence makes the browser ask first from another origin, which the service never grants. */
const CSRF_HEADER = { 'giamsat-request': '1' };

export const createApi = ({ fetch, onSignedOut, prove }: ApiDeps) => {
  type Read = (response: Response) => Promise<unknown>;
  const call = async <T>(
    method: string,
    path: string,
    body?: unknown,
    signal?: AbortSignal,
    read?: Read,
  ): Promise<T> => {
    try {
      return await callOnce<T>(method, path, body, signal, read);
    } catch (error) {
      const proves = error instanceof ApiProblem && error.code === 'proof-needed' && (await prove());
      if (!proves) throw error;
      return callOnce<T>(method, path, body, signal, read);
    }
  };
  const callOnce = async <T>(
    method: string,
    path: string,
    body?: unknown,
    signal?: AbortSignal,
    read: Read = (response) => response.json(),
  ): Promise<T> => {
    let response: Response;
    try {
      response = await fetch(BASE + path, {
        method,
        credentials: 'same-origin',
        headers: {
          accept: 'application/json',
          ...(method === 'GET' ? {} : CSRF_HEADER),
          ...(body === undefined ? {} : { 'content-type': body instanceof Blob ? body.type : 'application/json' }),
        },
        ...(body === undefined ? {} : { body: body instanceof Blob ? body : JSON.stringify(body) }),
        ...(signal ? { signal } : {}),
      });
    } catch (error) {
      if (signal?.aborted) throw error;
      throw unreachable();
    }
    if (!response.ok) {
      // Of the session itself 401 is the plain answer "nobody is signed in".
      if (response.status === 401 && path !== '/session') onSignedOut();
      throw await problemOf(response);
    }
    return (response.status === 204 ? undefined : await read(response)) as T;
  };
  return {
    get: <T>(path: string, query: Query = {}, signal?: AbortSignal) =>
      call<T>('GET', path + search(query), undefined, signal),
    /** What is to be kept as a file. */
    file: (path: string, query: Query = {}) =>
      call<Blob>('GET', path + search(query), undefined, undefined, (response) => response.blob()),
    post: <T>(path: string, body?: unknown) => call<T>('POST', path, body),
    put: <T>(path: string, body?: unknown) => call<T>('PUT', path, body),
    patch: <T>(path: string, body?: unknown) => call<T>('PATCH', path, body),
    delete: <T>(path: string, body?: unknown) => call<T>('DELETE', path, body),
  };
};
export type Api = ReturnType<typeof createApi>;

const search = (query: Query): string => {
  const entries = Object.entries(query).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]]));
  return entries.length ? `?${new URLSearchParams(entries)}` : '';
};
