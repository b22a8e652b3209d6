import type { CreateTableCommandInput, KeySchemaElement, Projection } from '@aws-sdk/client-dynamodb';

/** The indexes of the table. `live` and `time` are local: they can be read consistently. */
const LIVE_INDEX = 'live';
const TIME_INDEX = 'time';
const GSI1 = 'gsi1';
const GSI2 = 'gsi2';

/** The table as `template.yaml` declares it (a test compares the two), for engines on this machine. */
export function tableDefinition(tableName: string): CreateTableCommandInput {
  return {
    TableName: tableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: ['pk', 'sk', 'live', 'time', 'pk1', 'sk1', 'pk2', 'sk2'].map((name) => ({
      AttributeName: name,
      AttributeType: 'S',
    })),
    KeySchema: keys('pk', 'sk'),
    LocalSecondaryIndexes: [
      {
        IndexName: LIVE_INDEX,
        KeySchema: keys('pk', 'live'),
        Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['sizeBytes', 'layers', 'isLambda'] },
      },
      { IndexName: TIME_INDEX, KeySchema: keys('pk', 'time'), Projection: { ProjectionType: 'KEYS_ONLY' } },
    ],
    GlobalSecondaryIndexes: [
      { IndexName: GSI1, KeySchema: keys('pk1', 'sk1'), Projection: ALL },
      { IndexName: GSI2, KeySchema: keys('pk2', 'sk2'), Projection: ALL },
    ],
  };
}

const ALL: Projection = { ProjectionType: 'ALL' };

function keys(hash: string, range: string): KeySchemaElement[] {
  return [
    { AttributeName: hash, KeyType: 'HASH' },
    { AttributeName: range, KeyType: 'RANGE' },
  ];
}
