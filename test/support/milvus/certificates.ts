import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runLoudly } from './python-packages.ts';

/** Paths of PEM files. */
export interface Certificates {
  ca: string;
  serverCert: string;
  serverKey: string;
  clientCert: string;
  clientKey: string;
}

/** A certificate authority of its own, a server certificate for localhost and 127.0.0.1, a client certificate. */
export async function makeCertificates(folder: string): Promise<Certificates> {
  mkdirSync(folder, { recursive: true });
  const file = (name: string): string => path.join(folder, name);
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const authority = ['-x509', '-days', '2', '-subj', '/CN=AskOnce test authority'];
  await openssl('req', ...authority, ...newKey, '-keyout', file('ca.key'), '-out', file('ca.pem'));

  for (const [name, extensions] of [
    ['server', 'subjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth\n'],
    ['client', 'extendedKeyUsage=clientAuth\n'],
  ] as const) {
    writeFileSync(file(`${name}.extensions`), extensions);
    const request = ['-subj', `/CN=AskOnce test ${name}`, '-keyout', file(`${name}.key`)];
    await openssl('req', ...newKey, ...request, '-out', file(`${name}.request`));
    const signature = ['-CA', file('ca.pem'), '-CAkey', file('ca.key'), '-CAcreateserial', '-days', '2'];
    const result = ['-extfile', file(`${name}.extensions`), '-out', file(`${name}.pem`)];
    await openssl('x509', '-req', '-in', file(`${name}.request`), ...signature, ...result);
  }
  return {
    ca: file('ca.pem'),
    serverCert: file('server.pem'),
    serverKey: file('server.key'),
    clientCert: file('client.pem'),
    clientKey: file('client.key'),
  };
}

async function openssl(...parameters: string[]): Promise<void> {
  await runLoudly('openssl', parameters);
}
