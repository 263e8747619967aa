import {
  type BinaryOperationNode,
  type OperationNode,
  OperatorNode,
  PostgresDialect,
  PostgresQueryCompiler,
} from 'kysely'
import { ColumnNames } from './column-names.ts'

const names = new ColumnNames()
/** How names are written in statements, by the names of code. There are as many as columns and aliases. */
const written = new Map<string, string>()

/** PostgreSQL as kysely speaks it, but for lists and names: see {@link ListCompiler}. */
export class ListDialect extends PostgresDialect {
  override createQueryCompiler(): PostgresQueryCompiler {
    return new ListCompiler()
  }
}

/**
 * Says `= any($1)` in place of `in ($1, $2, …)`, and the opposite of `not in`; in an empty list is nothing. Writes names
 * as the database has them.
 */
class ListCompiler extends PostgresQueryCompiler {
  protected override sanitizeIdentifier(identifier: string): string {
    let name = written.get(identifier)
    if (name === undefined) {
      name = super.sanitizeIdentifier(names.inDatabase(identifier))
      written.set(identifier, name)
    }
    return name
  }

  protected override visitBinaryOperation(node: BinaryOperationNode): void {
    const { leftOperand, operator, rightOperand } = node
    const name = OperatorNode.is(operator) ? operator.operator : undefined
    if ((name === 'in' || name === 'not in') && isValueList(rightOperand)) {
      this.visitNode(leftOperand)
      this.append(name === 'in' ? ' = any(' : ' <> all(')
      this.appendValue(rightOperand.values)
      this.append(')')
    } else super.visitBinaryOperation(node)
  }
}

/** A list of values that are no expressions; kysely does not export the type. */
function isValueList(node: OperationNode): node is OperationNode & { values: readonly unknown[] } {
  return node.kind === 'PrimitiveValueListNode'
}
