/** What a text of the source is, by the code around it, or else by its folder. */
import type { Node } from 'oxc-parser'

/** In the order in which they are printed. */
export const kinds = [
  'Errors',
  'Problem details',
  'Problems of a configuration or a request',
  'Log lines and notes',
  'Verdicts and findings',
  'Advice of helseid doctor',
  'Printed by commands',
  'Other texts',
  'Sources',
] as const

export type Kind = (typeof kinds)[number]

const members: Readonly<Record<string, Kind>> = {
  detail: 'Problems of a configuration or a request',
  message: 'Log lines and notes',
  requires: 'Verdicts and findings',
  expected: 'Verdicts and findings',
  seen: 'Verdicts and findings',
  fix: 'Verdicts and findings',
  because: 'Verdicts and findings',
  source: 'Sources',
  reference: 'Sources',
}

/** By the name of a function that is called or a class that is made. */
const callees: readonly (readonly [RegExp, Kind])[] = [
  [/^problem(Response)?$/, 'Problem details'],
  [/^(broken|notEvaluated|notReached)$/, 'Verdicts and findings'],
  [/^console\.|\.(out|err|write)$/, 'Printed by commands'],
  [/(Error|[rR]efused|BadRequest|StepFailed|BadScenario)$/, 'Errors'],
]

const folders: readonly (readonly [RegExp, Kind])[] = [
  [/^client\/cli\/doctor/, 'Advice of helseid doctor'],
  [
    /^(client\/config\.ts|mock-sts\/(config\/(problems|schema)|clients|services\/ttt))/,
    'Problems of a configuration or a request',
  ],
  [/^mock-sts\/(config\/notes|context|journal)/, 'Log lines and notes'],
  [/^(contract\/rules|mock-sts\/(checks|cli\/check)|contract\/organization)/, 'Verdicts and findings'],
  [/^client\/(keys|verifier|pkcs12)/, 'Errors'],
]

/** `around`: the nodes that contain the text, the outermost first. */
export function kindOf(path: string, source: string, around: readonly Node[]): Kind {
  for (const node of around.toReversed()) {
    const kind = kindIn(source, node)
    if (kind !== undefined) return kind
  }
  return folders.find(([folder]) => folder.test(path))?.[1] ?? 'Other texts'
}

function kindIn(source: string, node: Node): Kind | undefined {
  if (node.type === 'ThrowStatement') return 'Errors'
  if (node.type === 'Property') return node.key.type === 'Identifier' ? members[node.key.name] : undefined
  if (node.type !== 'NewExpression' && node.type !== 'CallExpression') return undefined
  const callee = source.slice(node.callee.start, node.callee.end)
  return callees.find(([name]) => name.test(callee))?.[1]
}
