// The paper's search with free answers, the same algorithm as planner-wasm/search in plain C++: the yardstick for
// the Rust core. Build: c++ -O3 -march=native -std=c++20 free_run.cpp -o free_run
// Run: ./free_run SECONDS TABLES   (tables written by the Rust bench). Prints rollouts per second and the checksum of
// the first thousand queries; built with -ffp-contract=off the checksum equals that of Rust and WebAssembly.
#include <algorithm>
#include <array>
#include <bit>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <vector>
#ifdef __SSE__
#include <immintrin.h>
#endif

namespace {

constexpr int kAttributes = 10, kLanes = 16, kDepth = 5, kRollouts = 300, kProblems = 4, kChecked = 1000, kStretch = 20;
constexpr uint32_t kSubsets = 1u << kAttributes, kNone = UINT32_MAX;
constexpr float kExploration = 0.5f;
constexpr double kUniformShare = 0.05, kEpsilon = 0.2, kNoiseWidth = 1.5;
constexpr float kNever = -std::numeric_limits<float>::infinity();

struct Random {
    uint64_t state;
    uint64_t bits() {
        state += 0x9E3779B97F4A7C15ull;
        uint64_t z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
        return z ^ (z >> 31);
    }
    double unit() { return static_cast<double>(bits() >> 11) * 0x1.0p-53; }
};

struct alignas(64) Node {
    float mean[kLanes], share[kLanes], visits[kLanes], total[kLanes], prior[kLanes];
    uint32_t child[kLanes];
};

struct Head {
    uint32_t state;
    float visits, total, descents, untried, common;
    bool ranked, rolled;
    // The attribute selection takes here and the child behind it; kNone: to be worked out again.
    uint32_t choice, next;
};

struct Edge {
    uint32_t node, attribute;
};

// Sixteen floats as one vector: a compiler without such registers splits it.
typedef float Vector __attribute__((vector_size(64), aligned(64)));
typedef int32_t Mask __attribute__((vector_size(64), aligned(64)));
typedef float Quarter __attribute__((vector_size(16)));

inline Vector load(const float* lanes) { return *reinterpret_cast<const Vector*>(lanes); }

// One bit for each true place.
inline uint32_t places(decltype(Quarter{} == Quarter{}) equal) {
#ifdef __SSE__
    return static_cast<uint32_t>(_mm_movemask_ps(reinterpret_cast<__m128>(equal)));
#else
    return (equal[0] & 1) | (equal[1] & 2) | (equal[2] & 4) | (equal[3] & 8);
#endif
}

// The first place that holds the highest value.
inline uint32_t top(Vector v) {
#ifdef __AVX512F__
    const __m512 w = reinterpret_cast<__m512>(v);
    const __m512 wanted = _mm512_set1_ps(_mm512_reduce_max_ps(w));
    return static_cast<uint32_t>(std::countr_zero(static_cast<uint32_t>(_mm512_cmpeq_ps_mask(w, wanted))));
#else
    const auto max = [](auto x, auto y) { return x > y ? x : y; };
    const auto part = [&](int i) { return Quarter{v[i], v[i + 1], v[i + 2], v[i + 3]}; };
    const Quarter q = max(max(part(0), part(4)), max(part(8), part(12)));
    const float highest = std::max(std::max(q[0], q[1]), std::max(q[2], q[3]));
    const Quarter wanted = {highest, highest, highest, highest};
    uint32_t bits = 0;
    for (int i = 0; i < 4; ++i) bits |= places(part(4 * i) == wanted) << (4 * i);
    return static_cast<uint32_t>(std::countr_zero(bits));
#endif
}

// 1 at the place of the index, 0 elsewhere.
struct alignas(64) Only {
    float lanes[kLanes][kLanes];
};
constexpr Only only() {
    Only only{};
    for (int a = 0; a < kLanes; ++a) only.lanes[a][a] = 1;
    return only;
}
constexpr Only kOnlyTable = only();
constexpr auto& kOnly = kOnlyTable.lanes;

class Search {
  public:
    Search() {
        for (int d = 0; d <= kDepth; ++d)
            thresholds_[d] = static_cast<uint64_t>(kEpsilon / (1.0 + std::exp(d - kDepth / 2.0)) * 4294967296.0);
        nodes_.reserve(kRollouts + 1);
        heads_.reserve(kRollouts + 1);
    }

    // Plans one query and returns its part of the checksum.
    double plan(uint64_t seed, const double* values, const double* weights) {
        told_.fill(kNone);
        nodes_.clear();
        heads_.clear();
        random_.state = seed;
        add(0);
        for (int rollout = 0; rollout < kRollouts; ++rollout) {
            const uint32_t subset = descend(weights);
            const double noisy = values[subset] + kNoiseWidth * (random_.unit() - 0.5);
            backup(static_cast<float>((std::clamp(noisy, 1.0, 5.0) - 1.0) * 0.25));
        }
        return extract();
    }

  private:
    uint32_t add(uint32_t state) {
        heads_.push_back({state, 0, 0, 0, 0, kExploration, false, false, kNone, kNone});
        Node& node = nodes_.emplace_back();
        for (int a = 0; a < kLanes; ++a) {
            const bool open = a < kAttributes && !(state >> a & 1);
            node.mean[a] = open ? 0.0f : kNever;
            node.share[a] = node.visits[a] = node.total[a] = node.prior[a] = 0.0f;
            node.child[a] = kNone;
        }
        return static_cast<uint32_t>(nodes_.size() - 1);
    }

    void rank(uint32_t index, const double* weights) {
        Node& node = nodes_[index];
        const uint32_t state = heads_[index].state;
        told_[state] = index;
        const double* told = weights + state * kAttributes;
        double sums[4] = {};
        double open[kAttributes];
        for (int a = 0; a < kAttributes; ++a) {
            open[a] = state >> a & 1 ? 0.0 : 1.0;
            sums[a % 4] += told[a] * open[a];
        }
        const double scale = (1.0 - kUniformShare) / ((sums[0] + sums[1]) + (sums[2] + sums[3]));
        const double even = kUniformShare / (kAttributes - std::popcount(state));
        for (int a = 0; a < kAttributes; ++a) {
            node.prior[a] = static_cast<float>((told[a] * open[a] * scale + even) * open[a]);
            node.share[a] = node.prior[a];
        }
        heads_[index].ranked = true;
    }

    // Q + bonus of all attributes.
    static Vector scores(const Node& node, const Head& head) {
        const Vector none = {};
        const Vector fresh = load(node.visits) == 0.0f ? none + head.untried : none;
        return load(node.mean) + fresh + head.common * load(node.share);
    }

    void choose(uint32_t index) {
        heads_[index].choice = top(scores(nodes_[index], heads_[index]));
        heads_[index].next = nodes_[index].child[heads_[index].choice];
    }

    uint32_t descend(const double* weights) {
        length_ = 0;
        uint32_t node = 0, state = 0;
        int depth = 0;
        while (true) {
            if (!heads_[node].ranked) rank(node, weights);
            if (node != 0 && !heads_[node].rolled) {
                heads_[node].rolled = true;
                return walk(node, state, depth);
            }
            if (heads_[node].choice == kNone) choose(node);
            const uint32_t attribute = heads_[node].choice;
            edges_[length_++] = {node, attribute};
            state |= 1u << attribute;
            if (++depth == kDepth) return state;
            if (heads_[node].next == kNone) {
                const uint32_t child = add(state);
                nodes_[node].child[attribute] = child;
                heads_[node].next = child;
            }
            node = heads_[node].next;
        }
    }

    uint32_t walk(uint32_t index, uint32_t state, int depth) {
        const Node& node = nodes_[index];
        for (; depth < kDepth; ++depth) {
            uint32_t open = (kSubsets - 1) & ~state;
            const uint64_t bits = random_.bits();
            uint32_t attribute;
            if ((bits >> 32) < thresholds_[depth]) {
                auto position = static_cast<uint32_t>((bits & 0xFFFFFFFFull) * std::popcount(open) >> 32);
                while (position-- > 0) open &= open - 1;
                attribute = static_cast<uint32_t>(std::countr_zero(open));
            } else {
                const Mask bit = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768};
                const Mask in = (bit & static_cast<int32_t>(open)) != 0;
                const Vector none = {};
                attribute = top(in ? load(node.prior) : none - 1.0f);
            }
            state |= 1u << attribute;
        }
        return state;
    }

    void backup(float reward) {
        for (int i = 0; i < length_; ++i) {
            const auto [index, a] = edges_[i];
            Head& head = heads_[index];
            head.visits += 1;
            head.total += reward;
            head.descents += 1;
            head.untried = head.total / head.visits;
            head.common = kExploration * std::sqrt(std::max(head.descents, 1.0f));
            Node& node = nodes_[index];
            const float visits = node.visits[a] + 1, total = node.total[a] + reward;
            const float mean = total / visits, share = node.prior[a] / (1.0f + visits);
            // What the next descent takes here is worked out now, where the levels of the tree do not wait for one
            // another, and before the new figures are written, because a vector read would have to wait for them.
            const Vector score = Vector{} + (mean + head.common * share);
            head.choice = top(load(kOnly[a]) != 0.0f ? score : scores(node, head));
            head.next = node.child[head.choice];
            node.visits[a] = visits;
            node.total[a] = total;
            node.mean[a] = mean;
            node.share[a] = share;
            if (i + 1 == length_ && node.child[a] != kNone) {
                Head& child = heads_[node.child[a]];
                child.visits += 1;
                child.total += reward;
                child.untried = child.total / child.visits;
                child.choice = kNone;
            }
        }
    }

    double extract() const {
        double checksum = 0;
        uint32_t index = 0, state = 0;
        // Whose distribution goes on where nothing was visited: that of the state where it was told, else the last one before it.
        uint32_t basis = kNone;
        bool inside = true;
        for (int depth = 0; depth < kDepth; ++depth) {
            const Node& node = nodes_[index];
            if (told_[state] != kNone)
                basis = told_[state];
            else if (inside && heads_[index].ranked)
                basis = index;
            int best = -1;
            if (inside)
                for (int a = 0; a < kAttributes; ++a) {
                    if (state >> a & 1 || node.visits[a] <= 0) continue;
                    if (best < 0 || node.mean[a] > node.mean[best] ||
                        (node.mean[a] == node.mean[best] && node.visits[a] > node.visits[best]))
                        best = a;
                }
            const bool known = best >= 0;
            if (!known) {
                float likeliest = kNever;
                for (int a = 0; a < kAttributes; ++a)
                    if (const float share = basis == kNone ? 0.0f : nodes_[basis].prior[a];
                        !(state >> a & 1) && share > likeliest)
                        likeliest = share, best = a;
            }
            checksum += best + (known ? node.visits[best] : 0.0f);
            state |= 1u << best;
            if (inside && known && node.child[best] != kNone)
                index = node.child[best];
            else
                inside = false;
        }
        return checksum;
    }

    std::vector<Node> nodes_;
    std::vector<Head> heads_;
    /// A node that was ranked in each state.
    std::array<uint32_t, kSubsets> told_{};
    std::array<Edge, kDepth> edges_{};
    int length_ = 0;
    std::array<uint64_t, kDepth + 1> thresholds_{};
    Random random_{0};
};

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) return std::fprintf(stderr, "usage: free_run SECONDS TABLES\n"), 2;
    const double seconds = std::atof(argv[1]);
    std::vector<double> values(kProblems * kSubsets), weights(kProblems * kSubsets * kAttributes);
    std::FILE* file = std::fopen(argv[2], "rb");
    if (!file || std::fread(values.data(), 8, values.size(), file) != values.size() ||
        std::fread(weights.data(), 8, weights.size(), file) != weights.size())
        return std::fprintf(stderr, "free_run: %s does not hold the tables\n", argv[2]), 1;
    std::fclose(file);

    Search search;
    uint64_t query = 0;
    const auto batch = [&](int queries) {
        double sum = 0;
        for (int i = 0; i < queries; ++i, ++query) {
            const size_t problem = query % kProblems;
            sum += search.plan(query, &values[problem * kSubsets], &weights[problem * kSubsets * kAttributes]);
        }
        return sum;
    };
    const double checksum = batch(kChecked);
    const auto now = [] { return std::chrono::steady_clock::now(); };
    const auto since = [&](auto start) { return std::chrono::duration<double>(now() - start).count(); };
    double best = 0;
    volatile double sink = 0;
    for (const auto start = now(); since(start) < seconds;) {
        const auto stretch = now();
        sink = sink + batch(kStretch);
        best = std::max(best, kStretch * kRollouts / since(stretch));
    }
    std::printf("{\"rolloutsPerSecond\":%.0f,\"checksum\":%.17g}\n", best, checksum);
}
