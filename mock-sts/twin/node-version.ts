/** Refuses a Node that is too old, before a module that needs a newer one is loaded: each entry point imports this first. */

/** As in `engines` of package.json. */
const [oldestMajor, oldestMinor] = [22, 12]

const { node, bun, deno } = process.versions
const [major = 0, minor = 0] = node.split('.').map(Number)
const isOlder = major < oldestMajor || (major === oldestMajor && minor < oldestMinor)
// Bun and Deno name the Node that they are compatible with, which may be older than what they can do.
if (isOlder && bun === undefined && deno === undefined)
  throw new Error(
    `helseid-mock requires Node ${oldestMajor}.${oldestMinor} or later, this is ${node}: npm i -D node@24 installs one`,
  )
