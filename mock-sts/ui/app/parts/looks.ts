/** The colour and the shape of each outcome. */
export const looks = {
  accepted: { kind: 'good', icon: 'tick' },
  warned: { kind: 'warn', icon: 'triangle' },
  refused: { kind: 'bad', icon: 'cross' },
  challenged: { kind: 'calm', icon: 'again' },
  answered: { kind: 'good', icon: 'tick' },
  'nothing wrong': { kind: 'good', icon: 'tick' },
} as const
