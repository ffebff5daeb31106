/** The files that are made from the code, by their path in the repository. */
import { configSchema } from '../mock-sts/config-schema.ts'
import { rulesPage } from './rules-page.ts'

export const generated: Readonly<Record<string, string>> = {
  'docs/rules.md': rulesPage(),
  'mock-sts/helseid-mock.config.schema.json': `${JSON.stringify(configSchema, null, 2)}\n`,
}
