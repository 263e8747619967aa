import {
  type BinaryOperationNode,
  type OperationNode,
  OperatorNode,
  PostgresDialect,
  PostgresQueryCompiler,
} from 'kysely'

/** PostgreSQL as kysely speaks it, but for lists: see {@link ListCompiler}. */
export class ListDialect extends PostgresDialect {
  override createQueryCompiler(): PostgresQueryCompiler {
    return new ListCompiler()
  }
}

/** Says `= any($1)` in place of `in ($1, $2, …)`, and the opposite of `not in`. In an empty list is nothing. */
class ListCompiler extends PostgresQueryCompiler {
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
