import { parquetSchema, type FileMetaData } from 'hyparquet';

/**
 * Holds what a footer says of its groups against what it says of its columns, before a column is read. The library begins with all
 * columns of a group and then finds one that is not in the schema: what it has begun fails later with nobody waiting, which ends the process.
 * @throws RangeError when a group has a column that is not in the schema or is there twice, or groups and file differ in their rows
 */
export function checkColumns(metadata: FileMetaData): void {
  const schema = parquetSchema(metadata);
  for (const { columns } of metadata.row_groups) {
    const seen = new Set<string>();
    for (const { meta_data: column } of columns) {
      const path = column?.path_in_schema ?? [];
      const name = JSON.stringify(path);
      if (!leadsToColumn(schema, path) || seen.has(name))
        throw new RangeError('a group has a column that the file has not');
      seen.add(name);
    }
  }
  const rows = metadata.row_groups.reduce((sum, { num_rows: rows }) => sum + rows, 0n);
  if (rows !== metadata.num_rows) throw new RangeError('the groups have other rows than the file');
}

function leadsToColumn(schema: ReturnType<typeof parquetSchema>, path: readonly string[]): boolean {
  let at: typeof schema | undefined = schema;
  for (const part of path) at = at?.children.find(({ element }) => element.name === part);
  return at !== undefined && path.length > 0 && at.children.length === 0;
}
