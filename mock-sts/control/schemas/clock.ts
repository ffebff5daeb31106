/** Schemas of the twin’s clock. */
import { Type } from '@sinclair/typebox'
import { closed, oneOf, optional } from '../../config/schema-parts.ts'

const time = Type.Union(
  [Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\dT[0-9:.]+(Z|[+-]\\d\\d:\\d\\d)$' }), Type.Integer()],
  { description: 'a time in ISO 8601 such as 2026-12-01T09:00:00Z, or in epoch milliseconds' },
)

export const clockSchemas = {
  clockMove: Type.Object(
    optional({
      reset: Type.Literal(true, { description: 'returns to real time' }),
      set: time,
      advance: Type.Object(
        optional({ days: Type.Number(), hours: Type.Number(), minutes: Type.Number(), seconds: Type.Number() }),
        { ...closed, minProperties: 1 },
      ),
      freeze: Type.Union([Type.Boolean(), time], {
        description: 'true or a time: stops the clock now or at that time; false: lets it run on from there',
      }),
      incoming: oneOf(
        ['real time', 'twin'],
        'the time that incoming assertions and proofs are judged by; default: real time',
      ),
    }),
    { ...closed, minProperties: 1, description: 'changes of the twin’s clock' },
  ),
  clock: Type.Object(
    {
      now: Type.String({ description: 'the twin’s time, ISO 8601' }),
      incoming: Type.String({ description: 'the time that incoming assertions and proofs are judged by, ISO 8601' }),
      real: Type.String({ description: 'real time, ISO 8601' }),
      offset: Type.Integer({
        format: 'int64',
        description: 'how far the twin’s time is from real time, in milliseconds; negative if it is behind',
      }),
      frozen: Type.Boolean({ description: 'whether the twin’s time is stopped' }),
      incomingBy: oneOf(['real time', 'twin'], 'whether incoming assertions and proofs are judged by real time'),
    },
    closed,
  ),
}
