package dev.atelier.fake.studio;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What can only be seen in a document as it was written: nulls, order, forms. */
final class RawRules {
    private static final List<String> KINDS = List.of("image", "llm", "audio_stt", "audio_tts", "video");
    private static final Set<String> ANYTHING = Set.of("result");
    private static final Pattern UUID =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern MILLIS = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");

    private final List<String> problems = new ArrayList<>();

    private RawRules() {}

    static List<String> frame(JsonNode frame) {
        RawRules rules = new RawRules();
        rules.noNulls("frame", frame);
        if (frame.has("capabilities")) {
            rules.capabilities(frame.path("capabilities"));
        }
        if (frame.path("type").asText().equals("logBatch")) {
            rules.log(frame.path("entries"));
        }
        return rules.problems;
    }

    static List<String> registration(JsonNode request) {
        RawRules rules = new RawRules();
        rules.noNulls("request", request);
        rules.must(matches(UUID, request, "installId"), "installId is no UUID");
        rules.must(matches(HASH, request, "registrationSecretHash"), "registrationSecretHash is no SHA-256");
        rules.must(request.path("userAgent").asText().startsWith("studio-worker/"), "userAgent is not a worker's");
        rules.must(!request.has("label"), "label is sent by very old workers only");
        rules.must(request.path("capabilities").path("autoEnabled").asBoolean(), "autoEnabled is false");
        rules.capabilities(request.path("capabilities"));
        return rules.problems;
    }

    private void capabilities(JsonNode capabilities) {
        must(capabilities.path("engine").asText().equals("multi"), "engine is not multi");
        List<String> kinds = texts(capabilities.path("taskKinds"));
        must(kinds.equals(KINDS.stream().filter(kinds::contains).toList()), "taskKinds are not in their order");
        List<String> models = texts(capabilities.path("supportedModels"));
        must(models.equals(models.stream().distinct().sorted().toList()), "supportedModels are not sorted");
        List<String> perKind = new ArrayList<>();
        capabilities.path("supportedModelsPerKind").fieldNames().forEachRemaining(perKind::add);
        must(
                perKind.equals(KINDS.stream().filter(perKind::contains).toList()),
                "kinds of models are not in their order");
        must(!models.contains("*"), "a wildcard for every model");
    }

    private void log(JsonNode entries) {
        must(!entries.isEmpty(), "an empty logBatch");
        entries.forEach(entry -> must(matches(MILLIS, entry, "ts"), "ts of a log entry is not in its form"));
    }

    private void noNulls(String path, JsonNode node) {
        if (node.isArray()) {
            node.forEach(each -> noNulls(path, each));
        }
        node.properties().forEach(member -> {
            String below = path + "." + member.getKey();
            must(!member.getValue().isNull() || ANYTHING.contains(member.getKey()), below + " is null, not absent");
            if (!ANYTHING.contains(member.getKey())) {
                noNulls(below, member.getValue());
            }
        });
    }

    private void must(boolean holds, String problem) {
        if (!holds) {
            problems.add(problem);
        }
    }

    private static boolean matches(Pattern pattern, JsonNode object, String name) {
        return pattern.matcher(object.path(name).asText()).matches();
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(each -> texts.add(each.asText()));
        return texts;
    }
}
