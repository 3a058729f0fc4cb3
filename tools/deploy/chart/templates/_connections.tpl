{{/* Connections that all processes may open together, with one more pod of each service while it is rolled out. */}}
{{- define "rookery.connections" -}}
{{- $total := 0 -}}
{{- range $part := (include "rookery.services" . | fromYaml).names -}}
{{- $settings := get $.Values.services $part -}}
{{- $replicas := int $settings.replicas -}}
{{- if and (eq $part "benchmark") $.Values.autoscaling.enabled }}{{ $replicas = int $.Values.autoscaling.maxReplicas }}{{ end -}}
{{- $total = add $total (mul (add $replicas 1) $settings.connections) -}}
{{- end -}}
{{- $workers := 0 -}}
{{- range .Values.models }}{{ $workers = add $workers (.replicas | default 1) }}{{ end -}}
{{- range include "rookery.workers" . | fromYaml }}{{ $workers = add $workers (.replicas | default 1) 1 }}{{ end -}}
{{- add $total (mul $workers .Values.worker.connections) -}}
{{- end -}}

{{/* Fails where the pools together are more than PostgreSQL takes. */}}
{{- define "rookery.checkConnections" -}}
{{- $pooled := .Values.pgbouncer.enabled -}}
{{- $most := int .Values.database.maxConnections -}}
{{- $clients := int (include "rookery.connections" .) -}}
{{- if $pooled -}}
{{- $servers := int (mul (add .Values.pgbouncer.replicas 1) .Values.pgbouncer.poolSize) -}}
{{- if gt $servers $most }}{{ fail (printf "pgbouncer.poolSize: %d connections to PostgreSQL with all replicas and one more, and database.maxConnections is %d" $servers $most) }}{{ end -}}
{{- $taken := int (mul .Values.pgbouncer.replicas .Values.pgbouncer.maxClients) -}}
{{- if gt $clients $taken }}{{ fail (printf "pgbouncer.maxClients: the services open up to %d connections, and PgBouncer takes %d" $clients $taken) }}{{ end -}}
{{- else if gt $clients $most }}{{ fail (printf "database.maxConnections: the services open up to %d connections, and PostgreSQL takes %d; set pgbouncer.enabled, or fewer services.*.connections" $clients $most) }}{{ end -}}
{{- end -}}
