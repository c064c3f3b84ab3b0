package dev.atelier.wire.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.engine.api.ModelSource;
import dev.atelier.engine.api.ModelSource.Role;
import dev.atelier.wire.api.MalformedJson;
import java.util.ArrayList;
import java.util.List;

/** Model sources: any engine name is kept, for who has no such engine says so better than a reader can. */
public final class ModelSourceJson {
    private ModelSourceJson() {}

    public static ModelSource read(JsonNode json) throws MalformedJson {
        Fields source = Fields.of(json, "modelSource");
        String engine = source.text("engine");
        if (engine.isBlank()) {
            throw source.wrong("engine", "is blank");
        }
        List<ModelSource.File> files = new ArrayList<>();
        for (Fields file : source.objectsIfAny("files")) {
            files.add(file(file));
        }
        return new ModelSource(engine, files, defaults(source.objectIfAny("cliDefaults")));
    }

    public static ObjectNode write(ModelSource source) {
        return new Writer()
                .text("engine", source.engine())
                .objects(
                        "files",
                        source.files().stream().map(ModelSourceJson::file).toList())
                .object("cliDefaults", defaults(source.defaults()))
                .done();
    }

    private static ModelSource.File file(Fields file) throws MalformedJson {
        Role role = Role.ofWireName(file.text("role"))
                .orElseThrow(() -> file.wrong("role", "is not a role of a model file known here"));
        return new ModelSource.File(
                role,
                file.text("url"),
                file.text("filename"),
                file.optionalCount("approxBytes"),
                file.optionalText("sha256"));
    }

    private static ObjectNode file(ModelSource.File file) {
        return new Writer()
                .text("role", file.role().wireName())
                .text("url", file.url())
                .text("filename", file.filename())
                .uint64("approxBytes", file.approxBytes())
                .text("sha256", file.sha256())
                .done();
    }

    private static ModelSource.Defaults defaults(Fields defaults) throws MalformedJson {
        return new ModelSource.Defaults(
                defaults.number("cfgScale", 0),
                defaults.unsigned("steps", 0),
                defaults.unsigned("width", 0),
                defaults.unsigned("height", 0),
                defaults.optionalText("samplingMethod"),
                defaults.optionalNumber("flowShift"),
                defaults.optionalFlag("zeroCondT"),
                defaults.optionalFlag("offloadToCpu"),
                defaults.optionalFlag("mmap"),
                defaults.optionalNumber("maxVramGib"),
                defaults.optionalUnsigned("contextSize"),
                defaults.optionalJsonObject("chatTemplateKwargs"));
    }

    private static ObjectNode defaults(ModelSource.Defaults defaults) {
        return new Writer()
                .number("cfgScale", defaults.cfgScale())
                .whole("steps", defaults.steps())
                .whole("width", defaults.width())
                .whole("height", defaults.height())
                .text("samplingMethod", defaults.samplingMethod())
                .number("flowShift", defaults.flowShift())
                .flag("zeroCondT", defaults.zeroCondT())
                .flag("offloadToCpu", defaults.offloadToCpu())
                .flag("mmap", defaults.mmap())
                .number("maxVramGib", defaults.maxVramGib())
                .whole("contextSize", defaults.contextSize())
                .json("chatTemplateKwargs", defaults.chatTemplateKwargs())
                .done();
    }
}
