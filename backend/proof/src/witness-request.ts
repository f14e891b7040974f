/** What a witness signs, with the time, to be let in: it is no checkpoint, and so countersigns none. */
export const witnessRequestText = (): string => 'giamsat witness request v1\n';
