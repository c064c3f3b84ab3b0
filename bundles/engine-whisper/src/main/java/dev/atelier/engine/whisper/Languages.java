package dev.atelier.engine.whisper;

import dev.atelier.engine.api.EngineException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The languages these models know, in the order they know them. */
final class Languages {
    static final String ENGLISH = "en";

    private static final String AUTOMATIC = "auto";

    private static final List<String> CODES =
            List.of(("en zh de es ru ko fr ja pt tr pl ca nl ar sv it id hi fi vi he uk"
                            + " el ms cs ro da hu ta no th ur hr bg lt la mi ml cy sk te fa lv bn sr az sl kn et mk br eu is hy ne mn"
                            + " bs kk sq sw gl mr pa si km sn yo so af oc ka be tg sd gu am yi lo uz fo ht ps tk nn mt sa lb my bo tl"
                            + " mg as tt haw ln ha ba jw su yue")
                    .split(" "));

    /** What whisper.cpp calls otherwise than this Java does, or another. */
    private static final Map<String, String> OTHERWISE =
            Map.of("bengali", "bn", "nynorsk", "nn", "myanmar", "my", "javanese", "jw", "maori", "mi");

    private Languages() {}

    /**
     * The code of what a task asks for: a code itself, with or without a region, or an English name.
     *
     * @return null when the model is to find out
     */
    static @Nullable String asked(@Nullable String text, Ggml model) throws EngineException {
        String wanted = text == null ? "" : text.strip().toLowerCase(Locale.ROOT);
        if (wanted.isEmpty() || wanted.equals(AUTOMATIC)) {
            return model.multilingual() ? null : ENGLISH;
        }
        String code = code(wanted);
        if (!model.multilingual() && !ENGLISH.equals(code)) {
            throw refused("this model understands English only, not " + text);
        }
        int index = CODES.indexOf(code);
        if (index < 0 || index >= model.languages()) {
            throw refused("this model knows no language " + text + "; languages are codes such as en or de");
        }
        return code;
    }

    /** Of a code or an English name; what is neither stays as it is. */
    static String code(String wanted) {
        String plain = wanted.split("[-_]", 2)[0];
        if (CODES.contains(plain)) {
            return plain;
        }
        return CODES.stream()
                .filter(code -> name(code).equals(wanted))
                .findFirst()
                .orElse(OTHERWISE.getOrDefault(wanted, wanted));
    }

    private static String name(String code) {
        return Locale.forLanguageTag(code).getDisplayLanguage(Locale.ENGLISH).toLowerCase(Locale.ROOT);
    }

    private static EngineException refused(String message) {
        return new EngineException(Sounds.BAD_INPUT, message, false);
    }
}
