#!/usr/bin/env node
// Starts the command line in this process: from the built files of a package, or from the sources of a checkout.
import { existsSync } from 'node:fs'
import module from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const sources = new URL('../cli/main.ts', import.meta.url)
const inCheckout = existsSync(fileURLToPath(sources))
/** A checkout needs a Node that runs TypeScript. */
const oldest = inCheckout ? [22, 18] : [22, 12]

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
const [oldestMajor = 0, oldestMinor = 0] = oldest
if (major < oldestMajor || (major === oldestMajor && minor < oldestMinor)) {
  console.error(
    `helseid-mock: requires Node ${oldest.join('.')} or later, this is ${process.versions.node}; ${advice()}`,
  )
  process.exitCode = 2
} else if (inCheckout) {
  // In this process, because a signal that ends a parent does not reach its child.
  module.registerHooks({
    resolve: (specifier, context, next) =>
      next(specifier, { ...context, conditions: ['helseid-source', ...context.conditions] }),
  })
  await import(sources.href)
} else await import('../dist/cli/main.js')

/** How to get a newer Node, if npm has not just done that. */
function advice() {
  const node = nodePackage(process.cwd())
  if (node === undefined || process.execPath.startsWith(join(node, 'bin'))) {
    const scripts = process.env.npm_config_ignore_scripts === 'true' ? ' --ignore-scripts=false' : ''
    if (inCheckout) return `run npm ci${scripts}, which installs one, and start helseid-mock with npx`
    return `npm i -D node@24${scripts} installs one in your project, which npx helseid-mock then uses`
  }
  // npm leaves it out if scripts are off: ignore-scripts, allowScripts.
  if (!existsSync(join(node, 'bin', 'node')))
    return `the package node in ${node} is incomplete, because npm did not run its install script: run npm rebuild node --ignore-scripts=false`
  return `start helseid-mock with npx, which uses the Node in ${node}`
}

/** The folder of the npm package `node`, in this folder or one above. */
function nodePackage(/** @type {string} */ folder) {
  const node = join(folder, 'node_modules', 'node')
  if (existsSync(join(node, 'package.json'))) return node
  return dirname(folder) === folder ? undefined : nodePackage(dirname(folder))
}
