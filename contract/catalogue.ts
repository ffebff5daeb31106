/** The rule catalogue: facts, rules, profiles, and the judge that asks them. */
export * from './facts.ts'
export * from './judge.ts'
export * from './organization.ts'
export * from './recipe.ts'
export * from './rule.ts'
export * from './rules/index.ts'
