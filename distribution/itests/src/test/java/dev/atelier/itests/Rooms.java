package dev.atelier.itests;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.List;

/** A room is the longest known prefix of a package: {@code dev.atelier.engine.manager.internal.x} is engine.manager. */
final class Rooms implements SliceAssignment {
    private static final List<String> TWO_WORDS = List.of(
            "agent.formats",
            "engine.agent",
            "engine.api",
            "engine.host",
            "engine.llama",
            "engine.manager",
            "engine.onnx",
            "engine.sdcpp",
            "engine.speech",
            "engine.synthetic",
            "engine.tck",
            "engine.video",
            "engine.whisper",
            "engine.gradio",
            "local.api",
            "model.host",
            "lib.codecs",
            "lib.ffmpeg",
            "lib.onnxruntime",
            "studio.agents",
            "studio.store",
            "studio.dispatch",
            "studio.http",
            "studio.gateway",
            "console.security",
            "runtime.http",
            "runtime.engines",
            "runtime.wire",
            "runtime.link");

    @Override
    public SliceIdentifier getIdentifierOf(JavaClass type) {
        String name = type.getPackageName();
        if (!name.startsWith("dev.atelier.")) {
            return SliceIdentifier.ignore();
        }
        String rest = name.substring("dev.atelier.".length()) + ".";
        return TWO_WORDS.stream()
                .filter(room -> rest.startsWith(room + "."))
                .findFirst()
                .map(SliceIdentifier::of)
                .orElseGet(() -> SliceIdentifier.of(rest.substring(0, rest.indexOf('.'))));
    }

    @Override
    public String getDescription() {
        return "rooms";
    }
}
