/** The names that a node of TypeScript declares. */
import type { Node } from 'oxc-parser'

interface Name {
  readonly name: string
  /** Where it starts in the file, in characters. */
  readonly start: number
}

/** A use of a name is not a declaration. */
export function declaredNames(node: Node): Name[] {
  return declared(node).flatMap(bindings)
}

/** What the node declares: names, and patterns of names. */
function declared(node: Node): (Node | null)[] {
  switch (node.type) {
    case 'VariableDeclarator':
    case 'TSTypeAliasDeclaration':
    case 'TSInterfaceDeclaration':
    case 'TSEnumDeclaration':
    case 'ClassDeclaration':
      return [node.id]
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'TSDeclareFunction':
    case 'TSEmptyBodyFunctionExpression':
      return [node.id, ...node.params]
    case 'ArrowFunctionExpression':
    case 'TSFunctionType':
    case 'TSConstructorType':
    case 'TSCallSignatureDeclaration':
    case 'TSConstructSignatureDeclaration':
      return node.params
    case 'TSMethodSignature':
      return [node.computed ? null : node.key, ...node.params]
    case 'PropertyDefinition':
    case 'MethodDefinition':
    case 'AccessorProperty':
    case 'TSPropertySignature':
      return [node.computed ? null : node.key]
    case 'Property':
      return [node.computed || node.shorthand || node.kind !== 'init' ? null : node.key]
    case 'CatchClause':
      return [node.param]
    default:
      return []
  }
}

function bindings(node: Node | null): Name[] {
  switch (node?.type) {
    case 'Identifier':
    case 'PrivateIdentifier':
      return [node]
    case 'ObjectPattern':
      return node.properties.flatMap((property) =>
        bindings(property.type === 'RestElement' ? property.argument : property.value),
      )
    case 'ArrayPattern':
      return node.elements.flatMap(bindings)
    case 'AssignmentPattern':
      return bindings(node.left)
    case 'RestElement':
      return bindings(node.argument)
    case 'TSParameterProperty':
      return bindings(node.parameter)
    default:
      return []
  }
}
