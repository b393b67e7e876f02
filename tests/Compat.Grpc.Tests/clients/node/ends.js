// A gRPC client and server in Node: "ends.js serve" prints its port, "ends.js check ADDRESS" prints ok.
'use strict';

const assert = require('node:assert/strict');
const path = require('node:path');
const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');

const proto = path.join(__dirname, '..', 'protos', 'echo.proto');
const { ends } = grpc.loadPackageDefinition(loader.loadSync(proto, { keepCase: true, defaults: true }));

const MESSAGE_MAX = 1 << 20;
const TEXT = 'some text';
const DATA = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
const UMLAUTS = 'Größe überschritten: 100 % \u2014 \u65e5\u672c\u8a9e';
const GZIP = 2;

function serve() {
  const cancelled = new Map();
  const seen = (payload) => {
    const key = payload.toString('hex');
    if (!cancelled.has(key)) {
      const entry = {};
      entry.done = new Promise((resolve) => { entry.resolve = resolve; });
      cancelled.set(key, entry);
    }
    return cancelled.get(key);
  };

  const begin = (call) => {
    const [headers, trailers] = [new grpc.Metadata(), new grpc.Metadata()];
    for (const key of ['x-text', 'x-data-bin']) {
      for (const value of call.metadata.get(key)) {
        headers.add('h' + key.slice(1), value);
        trailers.add('t' + key.slice(1), value);
      }
    }
    call.sendMetadata(headers);
    return trailers;
  };

  const failure = (request, metadata) => request.code
    ? { code: request.code, details: request.message, metadata } : null;

  const echo = {
    Unary(call, reply) {
      const trailers = begin(call);
      if (call.request.wait) {
        call.on('cancelled', () => seen(call.request.payload).resolve());
        return;
      }
      reply(failure(call.request, trailers), { payload: call.request.payload }, trailers);
    },
    Collect(call, reply) {
      const trailers = begin(call);
      const parts = [];
      call.on('data', (request) => parts.push(request.payload));
      call.on('end', () => reply(null, { payload: Buffer.concat(parts) }, trailers));
    },
    Expand(call) {
      const trailers = begin(call);
      for (let i = 0; i < call.request.count; i++) {
        call.write({ payload: call.request.payload });
      }
      if (call.request.wait) {
        call.on('cancelled', () => seen(call.request.payload).resolve());
      } else if (call.request.code) {
        call.emit('error', failure(call.request, trailers));
      } else {
        call.end(trailers);
      }
    },
    Chat(call) {
      const trailers = begin(call);
      call.on('data', (request) => call.write({ payload: request.payload }));
      call.on('end', () => call.end(trailers));
    },
    AwaitCancelled(call, reply) {
      seen(call.request.payload).done.then(() => reply(null, {}));
    },
  };

  const server = new grpc.Server({
    'grpc.max_receive_message_length': MESSAGE_MAX,
    'grpc.default_compression_algorithm': GZIP,
  });
  server.addService(ends.Echo.service, echo);
  server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, port) => {
    assert.equal(error, null);
    console.log(port);
  });
  process.stdin.resume().on('end', () => process.exit(0));
}

const soon = () => ({ deadline: Date.now() + 20000 });

function unary(client, request, metadata = new grpc.Metadata(), options = soon()) {
  return new Promise((resolve) => {
    const got = {};
    const call = client.Unary(request, metadata, options, (error, reply) => {
      got.error = error;
      got.reply = reply;
    });
    call.on('metadata', (headers) => { got.headers = headers; });
    call.on('status', (status) => resolve({ ...got, status }));
  });
}

function drain(call) {
  return new Promise((resolve) => {
    const replies = [];
    call.on('data', (reply) => replies.push(reply));
    call.on('error', () => {});
    call.on('status', (status) => resolve({ replies, status }));
  });
}

const awaitCancelled = (client, payload) => new Promise((resolve, reject) =>
  client.AwaitCancelled({ payload }, soon(), (error) => error ? reject(error) : resolve()));

async function checkCalls(client) {
  const sent = new grpc.Metadata();
  sent.add('x-text', TEXT);
  sent.add('x-data-bin', DATA);
  const first = await unary(client, { payload: DATA }, sent);
  assert.equal(first.error, null);
  assert.deepEqual(first.reply.payload, DATA);
  assert.deepEqual([first.headers.get('h-text')[0], first.headers.get('h-data-bin')[0]], [TEXT, DATA]);
  const trailers = first.status.metadata;
  assert.deepEqual([trailers.get('t-text')[0], trailers.get('t-data-bin')[0]], [TEXT, DATA]);

  const collected = await new Promise((resolve, reject) => {
    const call = client.Collect(soon(), (error, reply) => error ? reject(error) : resolve(reply));
    for (let i = 0; i < 100; i++) {
      call.write({ payload: Buffer.from([i]) });
    }
    call.end();
  });
  assert.deepEqual(collected.payload, DATA.subarray(0, 100));

  const expanded = await drain(client.Expand({ payload: DATA, count: 100 }, soon()));
  assert.equal(expanded.replies.length, 100);
  assert.equal(expanded.status.code, 0);

  const chat = client.Chat(soon());
  const chatted = drain(chat);
  for (let i = 0; i < 100; i++) {
    chat.write({ payload: Buffer.from([i]) });
  }
  chat.end();
  assert.deepEqual((await chatted).replies.map((reply) => reply.payload[0]), [...DATA.subarray(0, 100)]);
  return sent;
}

async function checkStatuses(client, sent) {
  for (let code = 1; code <= 16; code++) {
    const { error } = await unary(client, { code, message: UMLAUTS }, sent);
    assert.deepEqual([error.code, error.details], [code, UMLAUTS]);
    assert.deepEqual(error.metadata.get('t-data-bin')[0], DATA);
  }
  const expanded = await drain(client.Expand({ code: 9, message: UMLAUTS, count: 3 }, soon()));
  assert.deepEqual([expanded.status.code, expanded.status.details], [9, UMLAUTS]);
}

async function checkEnds(client) {
  const late = Buffer.from('node deadline');
  const { error } = await unary(client, { payload: late, wait: true }, undefined, { deadline: Date.now() + 300 });
  assert.equal(error.code, grpc.status.DEADLINE_EXCEEDED);
  await awaitCancelled(client, late);

  const dropped = Buffer.from('node cancel');
  const call = client.Expand({ payload: dropped, wait: true, count: 1 }, soon());
  call.on('error', () => {});
  call.once('data', () => call.cancel());
  await awaitCancelled(client, dropped);
}

async function checkSizes(client, address) {
  const large = await unary(client, { payload: Buffer.alloc(MESSAGE_MAX) });
  assert.equal(large.error.code, grpc.status.RESOURCE_EXHAUSTED);
  const narrow = new ends.Echo(address, grpc.credentials.createInsecure(), { 'grpc.max_receive_message_length': 1000 });
  assert.equal((await unary(narrow, { payload: Buffer.alloc(2000) })).error.code, grpc.status.RESOURCE_EXHAUSTED);
  const gzip = { 'grpc.default_compression_algorithm': GZIP };
  const packing = new ends.Echo(address, grpc.credentials.createInsecure(), gzip);
  const payload = Buffer.alloc(40000, 'pack');
  assert.deepEqual((await unary(packing, { payload })).reply.payload, payload);
}

async function check(address) {
  const client = new ends.Echo(address, grpc.credentials.createInsecure());
  const sent = await checkCalls(client);
  await checkStatuses(client, sent);
  await checkEnds(client);
  await checkSizes(client, address);
  console.log('ok');
  process.exit(0);
}

if (process.argv[2] === 'serve') {
  serve();
} else {
  check(process.argv[3]).catch((error) => {
    console.error(error);
    process.exit(1);
  });
}
