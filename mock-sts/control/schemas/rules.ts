/** Schemas of rules, and of what a verdict says about each. */
import { Type } from '@sinclair/typebox'
import { asksAbout, profileNames, stepOrder } from 'helseid-contract/rules'
import { closed, oneOf, optional, titled } from '../../config/schema-parts.ts'
import { ref } from './parts.ts'

const severity = titled('Severity', oneOf(['reject', 'warn', 'off']))
const source = Type.Object(
  { reference: Type.String(), url: Type.Optional(Type.String()) },
  { ...closed, title: 'RuleReference' },
)
const rule = {
  id: Type.String({ description: 'id of the rule; a later version of the twin may have more' }),
  requires: Type.String(),
  at: Type.String({
    description:
      'path of the member that the rule checks, or of the offending member, such as assertion.claims.aud or form.scope',
  }),
  status: oneOf(['confirmed', 'likely', 'unknown'], 'how certain it is that HelseID requires it'),
  source,
}

const sources = Type.Array(ref('ruleSource'), { description: 'the sources one by one' })

export const ruleSchemas = {
  ruleSource: Type.Object(
    {
      text: Type.String(),
      address: Type.Optional(Type.String({ description: 'where it can be opened; absent without a public address' })),
    },
    { ...closed, examples: [{ text: 'RFC 9449 8', address: 'https://www.rfc-editor.org/rfc/rfc9449#section-8' }] },
  ),
  verdictRule: Type.Object(
    {
      ...rule,
      severity,
      sources,
      outcome: oneOf(['passed', 'broken', 'not evaluated']),
      ...optional({
        expected: Type.String(),
        seen: Type.String(),
        fix: Type.String(),
        value: Type.Unknown({ description: 'the correct value of the member at `at`, if there is exactly one' }),
        because: Type.String(),
      }),
    },
    closed,
  ),
  ruleList: Type.Object({ rules: Type.Array(ref('rule')) }, closed),
  rule: Type.Object(
    {
      ...rule,
      sources,
      looksAt: Type.Optional(Type.String({ description: 'what the rule checks, if that is more than `at`' })),
      step: oneOf(stepOrder, 'the step of the judgement; steps and rules are listed in HelseID’s order'),
      severity: Type.Object(Object.fromEntries(profileNames.map((profile) => [profile, severity])), {
        ...closed,
        description: 'what breaking the rule means in each profile',
      }),
      needs: Type.Array(Type.String()),
      asks: Type.Optional(
        oneOf(
          Object.keys(asksAbout),
          'what the rule needs in addition to the request; absent if the request is enough',
        ),
      ),
      answer: Type.Object(
        {
          to: oneOf(
            ['body', 'page', 'client'],
            'where the error is sent: in a JSON body, on a page, or to the client by redirect',
          ),
          error: Type.String(),
          description: Type.Optional(
            Type.String({
              description: 'absent if the response has no description, or one that depends on the request',
            }),
          ),
        },
        { ...closed, title: 'RuleAnswer' },
      ),
    },
    // In addition, its examples.
    {},
  ),
}
