/** The section on `check api` of `docs/check-rows.md`: each row with its level and citations, and the advice. */
import { type Advice, advice, platforms } from '../mock-sts/checks/api/advice.ts'
import { allRows } from '../mock-sts/checks/api/all-rows.ts'
import { linkedReference } from './legend-section.ts'

/** The sources that the section names. */
export const apiSources: readonly string[] = allRows.map(({ source }) => source)

export function apiRowsSection(): readonly string[] {
  const rows = allRows.map(
    ({ id, requires, level, source, permits = '' }) =>
      `| ${id} | ${requires} | ${level} | ${linkedReference(source)} | ${permits} |`,
  )
  return [
    '## check api',
    '',
    'In brackets: what the API does not check if it accepts the request. [What to change](#what-to-change-in-an-api) says it for each. The table of',
    'cases has the ids up to D57; later ones are this project’s own.',
    '',
    'A row that the API refuses with another 4xx than the one named is a warning: RFC 9449 4.3 and 7.1 name no status, and RFC 6750 3.1 names one',
    'with SHOULD.',
    '',
    '| row | what is required | level | what says so | what permits otherwise |',
    '|---|---|---|---|---|',
    ...rows,
    '',
    '## What to change in an API',
    '',
    'The settings of ASP.NET Core are members of `TokenValidationParameters` unless they say otherwise; express stands for jose’s `jwtVerify` behind a',
    'middleware; Go for github.com/golang-jwt/jwt/v5.',
    ...Object.entries<Advice>(advice).flatMap(([guard, { fix, on }]) => [
      '',
      `### ${guard}`,
      '',
      `${fix}.`,
      '',
      ...platforms.map((platform) => `- ${platform}: ${on[platform]}`),
    ]),
  ]
}
