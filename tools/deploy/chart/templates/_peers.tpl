{{/* Pods of one part as a peer of a NetworkPolicy. */}}
{{- define "rookery.peer" -}}
- podSelector:
    matchLabels:
      {{- include "rookery.selector" . | nindent 6 }}
{{- end -}}

{{/* Pods with a worker in them. */}}
{{- define "rookery.workerPeer" -}}
- podSelector:
    matchLabels:
      app.kubernetes.io/name: rookery
      app.kubernetes.io/instance: {{ .Release.Name }}
      rookery/role: worker
{{- end -}}

{{/* Rules of egress to parts, at their ports. Arguments: context, parts (a list; "workers" are all of them). */}}
{{- define "rookery.egressTo" -}}
{{- range .parts }}
- to:
    {{- if eq . "workers" }}
    {{- include "rookery.workerPeer" $.context | nindent 4 }}
    {{- else }}
    {{- include "rookery.peer" (dict "context" $.context "part" .) | nindent 4 }}
    {{- end }}
  ports: [{ protocol: TCP, port: {{ include "rookery.port" (eq . "workers" | ternary "worker" .) }} }]
{{- end }}
{{- end -}}

{{- define "rookery.egressToDatabase" -}}
- ports: [{ protocol: TCP, port: {{ .Values.database.port }} }]
  {{- with .Values.database.to }}
  to:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end -}}

{{/* From a service to its state: the pooler where there is one. */}}
{{- define "rookery.egressToState" -}}
{{- if .Values.pgbouncer.enabled -}}
- to:
    {{- include "rookery.peer" (dict "context" . "part" "pgbouncer") | nindent 4 }}
  ports: [{ protocol: TCP, port: 6432 }]
{{- else -}}
{{ include "rookery.egressToDatabase" . }}
{{- end }}
{{- end -}}

{{/* Who calls a part, besides those outside: the other way round of the calls that ARCHITECTURE.md allows. */}}
{{- define "rookery.callers" -}}
gateway: [benchmark, judge, planner, chat, workers]
benchmark: [gateway]
planner: [gateway, benchmark]
judge: [gateway, benchmark, planner]
chat: []
workers: [gateway, benchmark, judge, planner]
{{- end -}}
{{- define "rookery.calls" -}}
gateway: [benchmark, judge, planner, workers]
benchmark: [gateway, judge, planner, workers]
planner: [gateway, judge, workers]
judge: [gateway, workers]
chat: [gateway]
workers: [gateway]
{{- end -}}
