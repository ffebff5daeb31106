/** What HelseID promises and demands, as data and pure functions. */
export * from './algorithms.ts'
export * from './claims.ts'
export * from './discovery.ts'
export * from './endpoints.ts'
export * from './environments/index.ts'
export * from './errors.ts'
export * from './limits.ts'
export * from './scopes.ts'
