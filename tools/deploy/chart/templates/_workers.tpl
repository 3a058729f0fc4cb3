{{/* The worker's container. Arguments: context, env (text, more of its variables), gpus (whether a model server beside it says what it runs on). */}}
{{- define "rookery.workerContainer" -}}
- name: worker
  image: {{ include "rookery.image" (dict "context" .context "image" "inference-worker") | quote }}
  imagePullPolicy: {{ .context.Values.images.pullPolicy }}
  {{- include "rookery.containerDefaults" .context | nindent 2 }}
  env:
    - name: POD_IP
      valueFrom: { fieldRef: { fieldPath: status.podIP } }
    - name: ROOKERY_WORKER_ID
      valueFrom: { fieldRef: { fieldPath: metadata.name } }
    # Workers are behind no name: each says where it is.
    - { name: ROOKERY_WORKER_ADDRESS, value: "$(POD_IP):{{ include "rookery.port" "worker" }}" }
    - { name: ROOKERY_WORKER_CAPACITY, value: {{ .context.Values.worker.capacity | quote }} }
    - { name: ROOKERY_WORKER_QUEUE, value: {{ .context.Values.worker.queue | quote }} }
    {{- include "rookery.env" (dict "context" .context "part" "worker" "settings" .context.Values.worker) | nindent 4 }}
    {{- .env | nindent 4 }}
  ports:
    - { name: grpc, containerPort: {{ include "rookery.port" "worker" }} }
    - { name: metrics, containerPort: {{ include "rookery.port" "metrics" }} }
  {{- include "rookery.probes" (dict "part" "worker") | nindent 2 }}
  lifecycle:
    preStop: { sleep: { seconds: {{ include "rookery.preStopSeconds" .context }} } }
  resources:
    {{- toYaml .context.Values.worker.resources | nindent 4 }}
  volumeMounts:
    - { name: tmp, mountPath: /tmp }
    {{- if .context.Values.tls.secret }}
    {{- include "rookery.tlsMount" .context | nindent 4 }}
    {{- end }}
    {{- if .gpus }}
    - { name: gpus, mountPath: /gpus, readOnly: true }
    {{- end }}
{{- end -}}
