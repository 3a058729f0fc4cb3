{{/* What every pod of ours has: no root, no token, no privilege. */}}
{{- define "rookery.podDefaults" -}}
serviceAccountName: {{ include "rookery.name" (dict "context" . "part" "pods") }}
automountServiceAccountToken: false
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: 65532
  runAsGroup: 65532
  fsGroup: 65532
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile: { type: RuntimeDefault }
{{- with .Values.images.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- end -}}

{{- define "rookery.containerDefaults" -}}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: { drop: [ALL] }
{{- end -}}

{{/* Nodes that a pod may not run on do not count. Arguments: context, part, when (unset: as the values say). */}}
{{- define "rookery.spread" -}}
topologySpreadConstraints:
  {{- range (list "topology.kubernetes.io/zone" "kubernetes.io/hostname") }}
  - maxSkew: 1
    topologyKey: {{ . }}
    whenUnsatisfiable: {{ $.when | default $.context.Values.spread.whenUnsatisfiable }}
    nodeTaintsPolicy: Honor
    matchLabelKeys: [pod-template-hash]
    labelSelector:
      matchLabels:
        {{- include "rookery.selector" $ | nindent 8 }}
  {{- end }}
{{- end -}}

{{- define "rookery.secretEnv" -}}
- name: {{ .name }}
  valueFrom:
    secretKeyRef: { name: {{ .secret.name | quote }}, key: {{ .secret.key | quote }} }
{{- end -}}

{{/* What every process of the platform reads. Arguments: context, part, settings (connections, drainSeconds, env). */}}
{{- define "rookery.env" -}}
- { name: ROOKERY_HOST, value: 0.0.0.0 }
- { name: ROOKERY_PORT, value: {{ include "rookery.port" .part | quote }} }
- { name: ROOKERY_DATA, value: /var/lib/rookery }
- { name: ROOKERY_METRICS_PORT, value: {{ include "rookery.port" "metrics" | quote }} }
- { name: ROOKERY_METRICS_HOST, value: 0.0.0.0 }
{{- if .context.Values.tls.secret }}
- { name: ROOKERY_TLS_CERT_FILE, value: /etc/rookery-tls/tls.crt }
- { name: ROOKERY_TLS_KEY_FILE, value: /etc/rookery-tls/tls.key }
- { name: ROOKERY_TLS_CA_FILE, value: /etc/rookery-tls/ca.crt }
- { name: ROOKERY_TLS_NAME, value: {{ .context.Values.tls.name | quote }} }
{{- end }}
- { name: ROOKERY_DRAIN_MS, value: {{ mul .settings.drainSeconds 1000 | quote }} }
- { name: ROOKERY_DATABASE_CONNECTIONS, value: {{ .settings.connections | quote }} }
{{ include "rookery.secretEnv" (dict "name" "DATABASE_URL" "secret" .context.Values.secrets.database) }}
{{ include "rookery.secretEnv" (dict "name" "ROOKERY_PLATFORM_SECRET" "secret" .context.Values.secrets.platform) }}
{{- if ne .part "gateway" }}
- { name: ROOKERY_GATEWAY_ADDRESS, value: {{ include "rookery.address" (dict "context" .context "part" "gateway") | quote }} }
{{- end }}
{{- range (get (dict "gateway" (list "benchmark" "judge" "planner") "benchmark" (list "judge" "planner") "planner" (list "judge")) .part | default list) }}
- { name: ROOKERY_{{ upper . }}_ADDRESS, value: {{ include "rookery.address" (dict "context" $.context "part" .) | quote }} }
{{- end }}
{{- if eq .part "gateway" }}
{{ include "rookery.secretEnv" (dict "name" "ROOKERY_OPERATOR_KEYS" "secret" .context.Values.secrets.operatorKeys) }}
{{ include "rookery.secretEnv" (dict "name" "ROOKERY_API_KEYS" "secret" .context.Values.secrets.applicationKeys) }}
{{- if .context.Values.services.chat.enabled }}
- { name: ROOKERY_CHAT_ADDRESS, value: {{ include "rookery.innerChat" .context | quote }} }
{{- end }}
{{- else if eq .part "chat" }}
- { name: ROOKERY_CHAT_INNER_PORT, value: {{ include "rookery.port" "chatInner" | quote }} }
{{- else if and (has .part (list "benchmark" "planner")) .context.Values.contentKeys.claim }}
- { name: ROOKERY_CONTENT_KEYS, value: /var/lib/rookery-content-keys }
{{- end }}
{{- range $name, $value := .settings.env }}
- { name: {{ $name }}, value: {{ $value | quote }} }
{{- end }}
{{- end -}}

{{/*
Alive: the process's services listen. Ready: it can do its work; the gateway is ready by itself, since it alone can say what is missing.
Asked at the port of the metrics: probes of Kubernetes speak no TLS to a port of gRPC.
*/}}
{{- define "rookery.probes" -}}
{{- $port := int (include "rookery.port" "metrics") -}}
startupProbe:
  httpGet: { path: /livez, port: {{ $port }} }
  periodSeconds: 2
  failureThreshold: 150
livenessProbe:
  httpGet: { path: /livez, port: {{ $port }} }
  periodSeconds: 10
  timeoutSeconds: 5
readinessProbe:
  httpGet: { path: {{ eq .part "gateway" | ternary "/livez" "/readyz" }}, port: {{ $port }} }
  periodSeconds: 5
  timeoutSeconds: 6
{{- end -}}

{{/* Certificates of the platform's own, which processes read again when they change. */}}
{{- define "rookery.tlsMount" -}}
- { name: tls, mountPath: /etc/rookery-tls, readOnly: true }
{{- end -}}
{{- define "rookery.tlsVolume" -}}
- name: tls
  secret: { secretName: {{ .Values.tls.secret | quote }}, defaultMode: 0440 }
{{- end -}}

{{/* What a port of gRPC speaks. */}}
{{- define "rookery.grpcProtocol" -}}
{{- ternary "https" "kubernetes.io/h2c" (ne .Values.tls.secret "") -}}
{{- end -}}

{{/* Seconds between the end of a pod's addresses and SIGTERM: others hear of it first. */}}
{{- define "rookery.preStopSeconds" -}}5{{- end -}}
{{/* Seconds after the drain: calls that are aborted unwind, the database is closed. */}}
{{- define "rookery.afterDrainSeconds" -}}20{{- end -}}
