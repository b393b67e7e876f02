// Puts, gets, transacts and watches with @grpc/grpc-js over the published protos.
// usage: node tables.js HOST:PORT PROTOS_DIRECTORY
'use strict';

const assert = require('node:assert');
const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');

const LIMIT_MS = 60_000;
const [address, protos] = process.argv.slice(2);

function client(file, service) {
  const definition = loader.loadSync(file, { includeDirs: [protos], longs: Number, enums: String, oneofs: true });
  const { v1 } = grpc.loadPackageDefinition(definition).tableservice;
  return new v1[service](address, grpc.credentials.createInsecure());
}

function call(client, method, request) {
  return new Promise((resolve, reject) =>
    client[method](request, { deadline: Date.now() + LIMIT_MS }, (error, reply) => (error ? reject(error) : resolve(reply))));
}

async function main() {
  const admin = client('tableservice/v1/admin.proto', 'Admin');
  const tables = client('tableservice/v1/tables.proto', 'Tables');
  await call(admin, 'CreateStream', { stream: 'from-node' });
  const at = { table: 'from-node', pKey: Buffer.from('größe') };
  const key = Buffer.from([0, 255]);

  const watch = tables.Watch(at, { deadline: Date.now() + LIMIT_MS });
  const replies = watch[Symbol.asyncIterator]();
  assert((await replies.next()).value.created);

  const put = await call(tables, 'Put', { ...at, put: { lKey: key, value: Buffer.from('one') } });
  const got = await call(tables, 'Get', { ...at, get: { lKey: key } });
  assert.strictEqual(got.get.entry.bytes.toString(), 'one');
  assert.strictEqual(got.get.entry.modRevision, put.revision);

  const txn = await call(tables, 'Txn', {
    ...at,
    txn: {
      compares: [{ lKey: key, target: 'COMPARE_TARGET_VERSION', operator: 'COMPARE_OPERATOR_EQUAL', number: 0 }],
      success: [{ put: { lKey: key, value: Buffer.from('two') } }, { increment: { lKey: Buffer.from('n'), amount: 3 } }],
      failure: [],
    },
  });
  assert(txn.txn.succeeded);
  assert.strictEqual(txn.txn.results[1].increment.total, 3);

  const seen = [];
  while (seen.length < 3) {
    const { value } = await replies.next();
    seen.push(...value.changes.map((change) => `${change.revision} ${change.kind} ${change.lKey.toString('hex')}`));
  }
  watch.on('error', () => {});
  watch.cancel();
  assert.deepStrictEqual(seen.sort(), [
    `${put.revision} CHANGE_KIND_PUT 00ff`,
    `${txn.revision} CHANGE_KIND_PUT 00ff`,
    `${txn.revision} CHANGE_KIND_PUT 6e`,
  ].sort());

  await assert.rejects(
    call(tables, 'Get', { table: 'no-such-table', pKey: key }),
    (error) => error.code === grpc.status.NOT_FOUND && /does not exist/.test(error.details));
  console.log('node: all held');
  process.exit(0);
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
