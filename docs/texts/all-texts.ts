/** All texts by group: first those that can be produced, as they are really printed, then what only the source has. */
import { commandHelp } from './command-help.ts'
import { errorCodeTexts, openApiTexts, scenarioTexts, schemaTexts } from './described.ts'
import type { Group } from './group.ts'
import { logLines } from './log-lines.ts'
import { packageSources, sourceTexts } from './source-texts.ts'
import { verdictTexts } from './verdict-texts.ts'

export async function allTexts(): Promise<Group[]> {
  const produced = [
    await verdictTexts(),
    scenarioTexts(),
    errorCodeTexts(),
    await commandHelp(),
    await logLines(),
    openApiTexts(),
    schemaTexts(),
  ]
  return [...produced, ...sourceTexts(packageSources(), produced)]
}
