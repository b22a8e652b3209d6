import { describe, expect, test } from 'vitest';
import { tableDefinition } from '../src/adapters/dynamodb-table.ts';
import { at, list, resource } from './support/template.ts';

const table = resource('HistoryTable');

describe('the table', () => {
  const { TableName, ...ours } = tableDefinition('any-name');

  test('has the keys and indexes that the adapter uses', () => {
    expect(table.Properties).toMatchObject(ours);
    expect(table.Properties.TableName).toBeUndefined();
  });

  test.each(['ImageActionRole', 'ReconcileRole', 'QueryRole', 'DigestRole'])(
    '%s reaches only indexes that exist',
    (role) => {
      const names = [...(ours.LocalSecondaryIndexes ?? []), ...(ours.GlobalSecondaryIndexes ?? [])].map(
        ({ IndexName }) => `\${HistoryTable.Arn}/index/${IndexName}`,
      );

      const reached = list(at(resource(role).Properties.Policies, 0, 'PolicyDocument', 'Statement'))
        .flatMap((statement) => list(at(statement, 'Resource')))
        .map((arn) => at(arn, 'Fn::Sub'))
        .filter((arn) => String(arn).includes('/index/'));

      expect(reached).not.toEqual([]);
      expect(names).toEqual(expect.arrayContaining(reached));
    },
  );

  test('outlives the stack and can be restored', () => {
    expect([table.DeletionPolicy, table.UpdateReplacePolicy]).toEqual(['Retain', 'Retain']);
    expect(table.Properties.DeletionProtectionEnabled).toEqual({ Ref: 'DeletionProtection' });
    expect(table.Properties.PointInTimeRecoverySpecification).toEqual({ PointInTimeRecoveryEnabled: true });
    expect(table.Properties.TimeToLiveSpecification).toEqual({ AttributeName: 'expiresAt', Enabled: true });
  });
});
