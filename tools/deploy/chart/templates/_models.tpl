{{/* Products of a GPU class as a list of JSON; "any" is all of them, by name too. */}}
{{- define "rookery.products" -}}
{{- $classes := .context.Values.gpuClasses -}}
{{- $products := list -}}
{{- if eq .class "any" -}}
{{- range $_, $some := $classes }}{{- $products = concat $products $some -}}{{- end -}}
{{- else -}}
{{- $products = get $classes .class -}}
{{- end -}}
{{- if not $products }}{{ fail (printf "models.%s.gpuClass: %s is none of gpuClasses (%s)" .name .class (keys $classes | sortAlpha | join ", ")) }}{{ end -}}
{{- range $products }}{{ if contains "MIG" . }}{{ fail (printf "gpuClasses: %s is a slice, and no GPU" .) }}{{ end }}{{ end -}}
{{- $products | toJson -}}
{{- end -}}

{{/* Where a model's pods may run: nodes whose product is exactly one of its class, with enough memory in each GPU. */}}
{{- define "rookery.pin" -}}
{{- if .context.Values.dynamicResources.enabled -}}
resourceClaims:
  - name: gpus
    resourceClaimTemplateName: {{ include "rookery.name" (dict "context" .context "part" (printf "model-%s" .name)) }}
{{ end -}}
affinity:
  nodeAffinity:
    requiredDuringSchedulingIgnoredDuringExecution:
      nodeSelectorTerms:
        - matchExpressions:
            - key: nvidia.com/gpu.product
              operator: In
              values:
                {{- range include "rookery.products" (dict "context" .context "class" .model.gpuClass "name" .name) | fromJsonArray }}
                - {{ . }}
                {{- end }}
            # MiB; Gt means more than.
            - key: nvidia.com/gpu.memory
              operator: Gt
              values: [{{ sub (mul .model.minGpuMemoryGiB 1024) 1 | quote }}]
{{- end -}}

{{- define "rookery.vllmContainer" -}}
{{- $values := .context.Values -}}
{{- $model := .model -}}
- name: vllm
  image: {{ $values.images.vllm | quote }}
  imagePullPolicy: {{ $values.images.pullPolicy }}
  {{- include "rookery.containerDefaults" .context | nindent 2 }}
  # What GPUs the container was really given, for the worker beside it, which has none: a slice is named as one.
  command:
    - sh
    - -ec
    - |
      {{- include "rookery.labelsOfGpus" . | nindent 6 }}
      exec vllm serve "$@"
    - vllm
  args:
    - {{ $model.hub | quote }}
    - --revision={{ $model.revision }}
    - --tokenizer-revision={{ $model.revision }}
    - --served-model-name={{ .name }}
    - --host=0.0.0.0
    - --port=8000
    - --dtype={{ $model.dtype }}
    - --max-model-len={{ int $model.contextLength }}
    - --tensor-parallel-size={{ $model.tensorParallel }}
    - --gpu-memory-utilization={{ $values.vllm.gpuMemoryUtilization }}
    - --scheduling-policy={{ $values.vllm.schedulingPolicy }}
    - --shutdown-timeout={{ $values.vllm.shutdownTimeoutSeconds }}
    - --disable-uvicorn-access-log
    {{- with $model.sampling }}
    # The model's own file would fill what a request leaves open.
    - --generation-config=vllm
    - --override-generation-config={{ toJson . }}
    {{- end }}
    {{- if and $model.reasoningParser (ne $model.reasoningParser "none") }}
    - --reasoning-parser={{ $model.reasoningParser }}
    {{- end }}
    {{- range $model.args }}
    - {{ . | quote }}
    {{- end }}
  env:
    - { name: GPU_LABELS, value: /gpus/labels }
    # The root file system is read-only, and the user has no home.
    - { name: HOME, value: /scratch }
    - { name: USER, value: vllm }
    - { name: HF_HOME, value: /weights }
    - { name: VLLM_CACHE_ROOT, value: /scratch/vllm }
    - { name: XDG_CACHE_HOME, value: /scratch/cache }
    - { name: TRITON_CACHE_DIR, value: /scratch/triton }
    - { name: TORCHINDUCTOR_CACHE_DIR, value: /scratch/inductor }
    - { name: VLLM_NO_USAGE_STATS, value: '1' }
    {{- if $values.weights.offline }}
    - { name: HF_HUB_OFFLINE, value: '1' }
    {{- end }}
    {{- if $values.secrets.hub.name }}
    {{- include "rookery.secretEnv" (dict "name" "HF_TOKEN" "secret" $values.secrets.hub) | nindent 4 }}
    {{- end }}
  ports:
    - { name: openai, containerPort: 8000 }
  startupProbe:
    httpGet: { path: /health, port: 8000 }
    periodSeconds: 10
    failureThreshold: {{ mul $values.vllm.startupMinutes 6 }}
  livenessProbe:
    httpGet: { path: /health, port: 8000 }
    periodSeconds: 10
    timeoutSeconds: 10
    failureThreshold: 6
  readinessProbe:
    httpGet: { path: /health, port: 8000 }
    periodSeconds: 5
    timeoutSeconds: 5
  lifecycle:
    # Until the worker beside it has drained.
    preStop: { sleep: { seconds: {{ .preStopSeconds }} } }
  resources:
    requests:
      cpu: {{ $values.vllm.cpu | quote }}
      memory: {{ $model.memory }}
    limits:
      memory: {{ $model.memory }}
      {{- if not $values.dynamicResources.enabled }}
      nvidia.com/gpu: {{ $model.gpuCount }}
      {{- end }}
    {{- if $values.dynamicResources.enabled }}
    claims:
      - name: gpus
    {{- end }}
  volumeMounts:
    - { name: tmp, mountPath: /tmp }
    - { name: shm, mountPath: /dev/shm }
    - { name: scratch, mountPath: /scratch }
    - { name: weights, mountPath: /weights }
    - { name: gpus, mountPath: /gpus }
{{- end -}}

{{- define "rookery.modelEnv" -}}
- { name: ROOKERY_SIMULATED_MODELS, value: 'off' }
- { name: OPENAI_BASE_URL, value: 'http://127.0.0.1:8000/v1' }
- { name: ROOKERY_OPENAI_MODELS, value: {{ .name | quote }} }
# It serves this entry of the catalogue, on a GPU that the entry allows, or nothing.
- { name: ROOKERY_PIN, value: {{ .name | quote }} }
- { name: ROOKERY_NODE_LABELS, value: /gpus/labels }
{{- end -}}

{{/* Labels as GPU feature discovery has them, of the GPUs of this container alone. Several products are none of a class. */}}
{{- define "rookery.labelsOfGpus" -}}
product=$(nvidia-smi --query-gpu=name --format=csv,noheader | sort -u | tr ' ' '-' | paste -sd+)
slice=$(nvidia-smi -L | sed -n 's/^ *MIG \([^ ]*\).*/\1/p' | sort -u | paste -sd+)
{
  echo "nvidia.com/gpu.product=$product${slice:+-MIG-$slice}"
  echo "nvidia.com/gpu.count=$(nvidia-smi -L | grep -c '^GPU')"
  if [ -z "$slice" ]; then
    echo "nvidia.com/gpu.memory=$(nvidia-smi --query-gpu=memory.total --format=csv,noheader,nounits | sort -n | sed -n 1p)"
  fi
} > "$GPU_LABELS"
{{- end -}}
