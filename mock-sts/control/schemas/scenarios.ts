/** Schemas of scenarios and their use. */
import { Type } from '@sinclair/typebox'
import { stsOrEnvironmentNames } from 'helseid-contract'
import { closed, oneOf, optional, text } from '../../config/schema-parts.ts'
import { groups } from '../../scenarios/groups.ts'
import { shownAt } from '../../scenarios/shown-at.ts'
import { ref } from './parts.ts'

export const scenarioSchemas = {
  scenarioUse: Type.Object(
    optional({
      name: text('name of one scenario'),
      sequence: Type.Array(Type.Union([text(), Type.Null()]), {
        minItems: 1,
        description: 'names of scenarios that act in turn; null leaves one request unchanged',
      }),
      clientId: text('acts on this client only'),
      sts: oneOf(stsOrEnvironmentNames, 'acts at this STS only'),
      times: Type.Integer({
        minimum: 1,
        description: 'how many times each scenario acts; default: once each in a sequence, otherwise until cleared',
      }),
      parameters: Type.Record(Type.String(), Type.Number({ minimum: 0 })),
    }),
    {
      ...closed,
      description:
        'a scenario or a sequence of them, and the requests that it acts on; either name or sequence is required',
    },
  ),
  scenario: Type.Object(
    {
      name: Type.String(),
      happens: Type.String({ description: 'when it happens in reality' }),
      group: oneOf(groups, 'the group that it is listed in'),
      shows: oneOf(Object.keys(shownAt), 'where a client sees it'),
      goodClient: Type.String({ description: 'how a good client reacts' }),
      at: Type.String({ description: 'where it acts' }),
      unknown: Type.Optional(Type.String({ description: 'what is unknown about the real response' })),
      wayBack: Type.Optional(Type.String({ description: 'how to undo what outlives the scenario' })),
      ...optional({
        cases: Type.Array(Type.String()),
        parameters: Type.Record(
          Type.String(),
          Type.Object(
            { description: Type.String(), default: Type.Number(), ...optional({ maximum: Type.Number() }) },
            closed,
          ),
        ),
      }),
    },
    closed,
  ),
  scenarioInUse: Type.Object(
    {
      sequence: Type.Array(Type.Union([Type.String(), Type.Null()])),
      ...optional({
        clientId: Type.String(),
        sts: Type.String(),
        times: Type.Integer(),
        parameters: Type.Record(Type.String(), Type.Number()),
      }),
    },
    { ...closed, description: 'a use of scenarios, with the turns that are left' },
  ),
  scenarios: Type.Object({ scenarios: Type.Array(ref('scenario')), inUse: Type.Array(ref('scenarioInUse')) }, closed),
  scenariosInUse: Type.Object(
    {
      inUse: Type.Array(ref('scenarioInUse')),
      notes: Type.Optional(Type.Array(Type.String(), { description: 'what is allowed but probably a mistake' })),
    },
    closed,
  ),
}
