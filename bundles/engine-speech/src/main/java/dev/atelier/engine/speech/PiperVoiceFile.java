package dev.atelier.engine.speech;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A voice of Piper: a network, and beside it what has to be known about it.
 *
 * @param language as in {@code de-de}
 * @param lengthScale how slow it speaks when nobody says otherwise
 * @param speakers numbers of those it can be, by their names in lower case
 * @param count how many it can be
 */
record PiperVoiceFile(
        Path network, int rate, String language, double lengthScale, Map<String, Integer> speakers, int count) {
    static final String SUFFIX = ".onnx";

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int LOWEST_RATE = 4_000;
    private static final int HIGHEST_RATE = 200_000;
    private static final long MOST_BYTES = 4 << 20;

    /** Empty when it is another network. */
    static Optional<PiperVoiceFile> of(Path network) {
        Path about = network.resolveSibling(network.getFileName() + ".json");
        try {
            if (!Files.isRegularFile(network) || !Files.isRegularFile(about) || Files.size(about) > MOST_BYTES) {
                return Optional.empty();
            }
            JsonNode config = MAPPER.readTree(Files.readString(about));
            int rate = config.at("/audio/sample_rate").asInt();
            if (rate < LOWEST_RATE || rate > HIGHEST_RATE) {
                return Optional.empty();
            }
            JsonNode language = config.at("/language/code");
            Map<String, Integer> speakers = new HashMap<>();
            config.path("speaker_id_map")
                    .properties()
                    .forEach(each -> speakers.put(
                            each.getKey().toLowerCase(Locale.ROOT),
                            each.getValue().asInt()));
            return Optional.of(new PiperVoiceFile(
                    network,
                    rate,
                    plain(language.asText(config.at("/espeak/voice").asText())),
                    config.at("/inference/length_scale").asDouble(1),
                    Map.copyOf(speakers),
                    config.path("num_speakers").asInt(1)));
        } catch (IOException e) {
            return Optional.empty(); // cut off, or not ours to read
        }
    }

    static String plain(String language) {
        return language.strip().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    String name() {
        String name = String.valueOf(network.getFileName());
        return name.substring(0, name.length() - SUFFIX.length());
    }

    /** The number of a speaker told by name or number; empty when it is not one of this voice. */
    Optional<Integer> speaker(@Nullable String wanted) {
        if (wanted == null) {
            return Optional.empty();
        }
        Integer named = speakers.get(wanted);
        if (named != null) {
            return Optional.of(named);
        }
        return wanted.matches("\\d{1,6}") && Integer.parseInt(wanted) < count
                ? Optional.of(Integer.parseInt(wanted))
                : Optional.empty();
    }
}
