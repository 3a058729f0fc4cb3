{{/* The name of a part: RELEASE-PART. Arguments: context, part. */}}
{{- define "rookery.name" -}}
{{- printf "%s-%s" .context.Release.Name .part | replace "." "-" | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "rookery.selector" -}}
app.kubernetes.io/name: rookery
app.kubernetes.io/instance: {{ .context.Release.Name }}
app.kubernetes.io/component: {{ .part }}
{{- end -}}

{{- define "rookery.labels" -}}
{{ include "rookery.selector" . }}
app.kubernetes.io/version: {{ .context.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .context.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .context.Chart.Name .context.Chart.Version }}
{{- end -}}

{{- define "rookery.image" -}}
{{- printf "%s/%s:%s" .context.Values.images.registry .image (.context.Values.images.tag | default .context.Chart.AppVersion) -}}
{{- end -}}

{{/* Ports are those of docs/variables.md. */}}
{{- define "rookery.port" -}}
{{- get (dict "gateway" 7600 "benchmark" 7601 "judge" 7602 "planner" 7603 "worker" 7604 "chat" 7605 "chatInner" 7606 "metrics" 9464) . -}}
{{- end -}}

{{/* host:port of a service as others reach it: a headless one, so that callers go round its replicas (docs/databases.md). */}}
{{- define "rookery.address" -}}
{{- printf "%s-replicas.%s.svc:%s" (include "rookery.name" .) .context.Release.Namespace (include "rookery.port" .part) -}}
{{- end -}}

{{/* host:port where the chat service tells the gateway how it is, and what it holds of a person. */}}
{{- define "rookery.innerChat" -}}
{{- printf "%s-replicas.%s.svc:%s" (include "rookery.name" (dict "context" . "part" "chat")) .Release.Namespace (include "rookery.port" "chatInner") -}}
{{- end -}}

{{/* The parts that run, each with a service's values: a list under the key "names". */}}
{{- define "rookery.services" -}}
names:
  - gateway
  - benchmark
  - judge
  - planner
  {{- if .Values.services.chat.enabled }}
  - chat
  {{- end }}
{{- end -}}

{{/* The workers without a GPU, by name: values of a hosted model, or of the simulated ones. */}}
{{- define "rookery.workers" -}}
{{- range $name, $hosted := .Values.hosted }}
hosted-{{ $name }}: {{ $hosted | toJson }}
{{- end }}
{{- if .Values.simulated.enabled }}
simulated: {{ .Values.simulated | toJson }}
{{- end }}
{{- end -}}
