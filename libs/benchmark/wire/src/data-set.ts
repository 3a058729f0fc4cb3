import type { DataSetRecord } from '@rookery/benchmark-storage';
import type { DataSet } from '@rookery/shared-contracts';

export function dataSetToWire({ name, scenarios, createdAt, owner }: DataSetRecord): DataSet {
  return { name: `dataSets/${name}`, scenarios, createTime: createdAt, owner };
}
