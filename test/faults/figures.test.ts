/** The table of figures at the end of the fault tests. */
import { expect, it } from 'vitest'
import { tableOf } from './print-figures.ts'

it('the table has a row per figure and marks those that miss their target', () => {
  const table = tableOf([
    { figure: 'forgeries accepted', before: '0 of 190', target: '0', reached: '0 of 240', ok: true },
    { figure: 'requests | issuer', before: '2000', target: '1', reached: '7', ok: false },
    { figure: 'time', before: '–', target: '–', reached: '2 µs' },
  ])
  expect(table).toBe(
    [
      '| figure | at 9cb0470 | to reach | reached |',
      '| --- | --- | --- | --- |',
      '| forgeries accepted | 0 of 190 | 0 | 0 of 240 |',
      '| requests \\| issuer | 2000 | 1 | NOT REACHED: 7 |',
      '| time | – | – | 2 µs |',
    ].join('\n'),
  )
})
