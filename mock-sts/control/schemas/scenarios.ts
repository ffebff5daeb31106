/** Schemas of scenarios and their use. */
import { Type } from '@sinclair/typebox'
import { closed, oneOf, optional, text } from '../../config/schema-parts.ts'
import { limits } from '../../limits.ts'
import { groups } from '../../scenarios/groups.ts'
import { shownAt } from '../../scenarios/shown-at.ts'
import { scenarioName, stsOrEnvironment } from './names.ts'
import { epochTime, name, nameOrNull, ref } from './parts.ts'

const acts = {
  id: Type.String({ description: 'id of the use' }),
  begunAt: epochTime('when it began'),
  acted: Type.Integer({ description: 'number of requests that it acted on' }),
}
const limitsOfUse = optional({
  lastActedAt: epochTime('when it last acted; absent if it has not'),
  clientId: Type.String(),
  sts: Type.String(),
  times: Type.Integer(),
  parameters: Type.Record(Type.String(), Type.Number()),
  stepParameters: Type.Array(Type.Record(Type.String(), Type.Number())),
})

export const scenarioSchemas = {
  scenarioUse: Type.Object(
    optional({
      name: name(scenarioName, 'name of one scenario'),
      sequence: Type.Array(nameOrNull(scenarioName), {
        minItems: 1,
        description: 'names of scenarios that act in turn; null leaves one request unchanged',
      }),
      clientId: text('acts on this client only'),
      sts: stsOrEnvironment('acts at this STS only'),
      times: Type.Integer({
        minimum: 1,
        description: 'how many times each scenario acts; default: once each in a sequence, otherwise until cleared',
      }),
      parameters: Type.Record(Type.String(), Type.Number({ minimum: 0 }), {
        description: 'values of its parameters; `listScenarios` lists their names and limits',
      }),
      stepParameters: Type.Array(Type.Record(Type.String(), Type.Number({ minimum: 0 })), {
        description:
          'in a sequence, the parameters of each step, in its order, instead of `parameters`; {} for the defaults of a step',
      }),
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
      gets: Type.String({ description: 'what the client gets, the status and the error code first' }),
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
            { ...closed, title: 'ScenarioParameter' },
          ),
        ),
      }),
    },
    closed,
  ),
  scenarioInUse: Type.Object(
    {
      ...acts,
      sequence: Type.Array(Type.Unsafe<string | null>({ type: ['string', 'null'] })),
      ...limitsOfUse,
    },
    { ...closed, description: 'a use of scenarios, with the turns that are left' },
  ),
  endedScenario: Type.Object(
    {
      ...acts,
      sequence: Type.Array(Type.Unsafe<string | null>({ type: ['string', 'null'] })),
      endedAt: epochTime('when it ended'),
      because: oneOf(
        ['used up', 'cleared', 'replaced', 'too many'],
        'why it ended; replaced: by a newer use that always acts instead; too many: others are active',
      ),
      ...limitsOfUse,
    },
    { ...closed, description: 'a use of scenarios that has ended, with the turns that it began with' },
  ),
  scenarioList: Type.Object(
    {
      scenarios: Type.Array(ref('scenario')),
      inUse: Type.Array(ref('scenarioInUse')),
      ended: Type.Array(ref('endedScenario'), {
        description: `the uses that have ended, newest first; at most ${limits.endedScenarios.value}`,
      }),
    },
    closed,
  ),
  scenarioUses: Type.Object(
    {
      inUse: Type.Array(ref('scenarioInUse')),
      notes: Type.Optional(Type.Array(Type.String(), { description: 'what is allowed but probably a mistake' })),
    },
    closed,
  ),
}
