/** The files generated from the code, by path in the repository. */
import { configSchema } from '../mock-sts/config/schema.ts'
import { checkRowsPage } from './check-rows-page.ts'
import { checksClientPage } from './checks-client-page.ts'
import { duendePage } from './duende-page.ts'
import { interactionsPage } from './interactions-page.ts'
import { limitsPage } from './limits-page.ts'
import { rulesPage } from './rules-page.ts'
import { scenariosPage } from './scenarios-page.ts'

export const generated: Readonly<Record<string, string>> = {
  'docs/rules.md': rulesPage(),
  'docs/checks-client.md': checksClientPage(),
  'docs/duende.md': duendePage(),
  'docs/scenarios.md': scenariosPage(),
  'docs/check-rows.md': checkRowsPage(),
  'docs/limits.md': limitsPage(),
  'docs/interactions.md': interactionsPage(),
  'mock-sts/helseid-mock.config.schema.json': `${JSON.stringify(configSchema, null, 2)}\n`,
}
