import { CamelCasePlugin, type PluginTransformQueryArgs, type RootOperationNode } from 'kysely'

/**
 * Names of columns as code has them, in answers. In statements the compiler writes them as the database has them
 * (`dialect.ts`), where each is met anyway: to copy whole statements for that took as long as to build them.
 */
export class ColumnNames extends CamelCasePlugin {
  constructor() {
    super({ maintainNestedObjectKeys: true })
  }

  override transformQuery({ node }: PluginTransformQueryArgs): RootOperationNode {
    return node
  }

  /** `startsAt` → `starts_at` */
  inDatabase(name: string): string {
    return this.snakeCase(name)
  }

  /** `starts_at` → `startsAt` */
  inCode(name: string): string {
    return this.camelCase(name)
  }
}
