export { Certificates, OLDEST_TLS } from './certificates.ts';
export type { CertificateFiles } from './certificates.ts';
export { mutualServerCredentials } from './grpc-credentials.ts';
export { innerCertificates } from './inner-certificates.ts';
export { openCertificates, ownCertificates } from './tls-config.ts';
export { targetOf } from './target.ts';
