/** `npm run texts` shows every group of texts, each with a text that the code is known to have. */
import { rules } from 'helseid-contract/rules'
import { expect, it } from 'vitest'
import { errorCodes } from '../../../client/errors.ts'
import { allTexts } from '../../../docs/texts/all-texts.ts'
import { commands } from '../../../mock-sts/cli/index.ts'
import { openApiDocument } from '../../../mock-sts/control/openapi.ts'
import { scenarios } from '../../../mock-sts/scenarios/index.ts'

const groups = await allTexts()
const textOf = (title: string) => groups.find((group) => group.title === title)?.lines.join('\n')

it.each([
  ['Verdicts', '  seen:     GET\n'],
  ['Scenarios', String(scenarios[0]?.goodClient)],
  ['Error codes of the client', errorCodes.timeout],
  ['Command line', '\n$ helseid token --help\n'],
  ['Command line', 'Usage: helseid-mock mint [options]\n'],
  ['Command line', '$ helseid-mock check client --help\n'],
  ['Log lines', 'info: token test example-client 200'],
  ['OpenAPI of the control plane', openApiDocument.info.description],
  ['Configuration', '/properties/port: port to listen on, 0 for any free one; default: 8080'],
  ['Errors (in the source)', 'client/cli/client-flags.ts:'],
  ['Problem details (in the source)', 'Method not allowed'],
  ['Problems of a configuration or a request (in the source)', 'has an unknown member "${name}"'],
  ['Log lines and notes (in the source)', 'mock-sts/journal/log.ts:'],
  ['Verdicts and findings (in the source)', 'mock-sts/checks/client/requirements/token-kept.ts:'],
  ['Advice of helseid doctor (in the source)', 'NODE_EXTRA_CA_CERTS=<file>'],
  ['Printed by commands (in the source)', 'mock-sts/cli/'],
  ['Other texts (in the source)', 'mock-sts/'],
  ['Sources (in the source)', 'RFC 6749'],
])('the group "%s" has a text that is known', (title, text) => {
  expect(textOf(title)).toContain(text)
})

it('has a verdict on every rule, with nothing undefined in it', () => {
  const verdicts = String(textOf('Verdicts'))
  for (const { id, requires } of rules) expect(verdicts).toContain(`${id}: ${requires}`)
  expect(verdicts).not.toMatch(/(expected|seen|fix): +undefined/)
})

it('has the help of every command', () => {
  for (const name of Object.keys(commands)) expect(textOf('Command line')).toContain(`$ helseid-mock ${name} --help\n`)
})
