/** Schema of the overview. */
import { Type } from '@sinclair/typebox'
import { environmentNames, environments, metadataVersions, stsNames } from 'helseid-contract'
import { profileNames } from 'helseid-contract/rules'
import { closed, oneOf, optional } from '../../config/schema-parts.ts'
import { outcomes } from '../../journal/outcome.ts'
import { ref } from './parts.ts'

const number = (description: string) => Type.Integer({ description })

const outcomeTexts: Readonly<Record<(typeof outcomes)[number], string>> = {
  accepted: 'token requests that got a token',
  warned: 'token requests that got a token and broke a rule that warns',
  refused: 'requests that failed, by a rule or by a scenario; challenges not included',
  challenged: 'token requests that have to be sent again with a nonce, which is not a fault',
  answered: 'successful requests that no rule judges, such as those for metadata',
}

export const overviewSchemas = {
  overview: Type.Object(
    {
      version: Type.String({ description: 'version of helseid-mock' }),
      health: oneOf(['ok']),
      startedAt: Type.Integer({ format: 'int64', description: 'in epoch milliseconds of real time' }),
      uptimeSeconds: number('seconds since the twin or session began'),
      guarded: Type.Boolean({ description: 'whether the control plane requires a token' }),
      stses: Type.Array(
        Type.Object(
          {
            name: oneOf(stsNames),
            issuer: Type.String({ description: 'as seen by this caller' }),
            profile: oneOf(profileNames),
            metadata: oneOf(metadataVersions, 'the recorded metadata that it publishes'),
            environments: Type.Array(oneOf(environmentNames)),
          },
          closed,
        ),
      ),
      clock: ref('twinClock'),
      scenarios: Type.Array(ref('scenarioInUse'), { description: 'the active uses, newest first' }),
      requests: Type.Object(
        {
          total: number('requests since the start or the last reset'),
          ...Object.fromEntries(outcomes.map((outcome) => [outcome, number(outcomeTexts[outcome])])),
          inJournal: number('requests in the journal'),
          dropped: number('requests that the journal has dropped, oldest first'),
        },
        closed,
      ),
      brokenRules: Type.Array(
        Type.Object(
          {
            id: Type.String(),
            severity: oneOf(['reject', 'warn']),
            requests: number('requests that broke the rule'),
            requires: Type.String(),
          },
          closed,
        ),
        { description: 'the rules that most requests broke, most broken first' },
      ),
      rules: Type.Object(
        { confirmed: number('confirmed rules'), likely: number('likely rules'), unknown: number('unknown rules') },
        { ...closed, description: 'the number of rules by certainty' },
      ),
      clients: number('registered clients'),
      apis: number('registered APIs'),
      ...optional({
        session: Type.String({ description: 'id of the session that the document is about; absent for the twin' }),
        sessions: number('active sessions; absent in a session'),
        demoClient: Type.Object(
          { clientId: Type.String(), scopes: Type.Array(Type.String()) },
          { ...closed, description: 'the demo client, if it is registered' },
        ),
      }),
    },
    {
      ...closed,
      description: 'the state of a twin or session',
      examples: [
        {
          version: '0.1.0',
          health: 'ok',
          startedAt: 1795424400000,
          uptimeSeconds: 61,
          guarded: false,
          stses: [
            {
              name: 'test',
              issuer: 'http://localhost:8080/test',
              profile: 'today',
              metadata: '2025-12',
              environments: environmentNames.filter((name) => environments[name].sts === 'test'),
            },
          ],
          clock: {
            now: '2026-11-23T09:11:01.000Z',
            incoming: '2026-11-23T09:01:01.000Z',
            real: '2026-11-23T09:01:01.000Z',
            offset: 600000,
            frozen: false,
            incomingBy: 'real time',
          },
          scenarios: [{ id: '8f2c', begunAt: 1795424999000, acted: 3, sequence: ['server-error'] }],
          requests: {
            total: 9,
            accepted: 2,
            warned: 0,
            refused: 3,
            challenged: 3,
            answered: 1,
            inJournal: 9,
            dropped: 0,
          },
          brokenRules: [
            {
              id: 'aud-is-issuer',
              severity: 'reject',
              requests: 1,
              requires: 'The assertion’s `aud` is the issuer',
            },
          ],
          rules: { confirmed: 60, likely: 40, unknown: 11 },
          clients: 1,
          apis: 0,
          sessions: 0,
          demoClient: {
            clientId: 'helseid-mock-demo-client',
            scopes: ['nhn:test-public-samplecode/client-credentials'],
          },
        },
      ],
    },
  ),
}
