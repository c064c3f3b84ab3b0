package dev.atelier.wire.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.engine.api.ModelSource;
import dev.atelier.engine.api.ModelSource.Role;
import dev.atelier.engine.api.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DomainJsonTest {
    private static final List<Role> ROLES = List.of(Role.values());
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    /** Each says everything its kind can say, in the order it is written. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'kind':'image','prompt':'a stone golem','negativePrompt':'text, watermark','initImageUrl':'https://a.example/b.webp',"
                        + "'maskUrl':'https://a.example/m.png','refImageUrl':'https://a.example/r.png','denoise':0.55,'cfgScale':7.5,"
                        + "'samplingMethod':'dpm++2m','width':768,'height':512,'steps':30,'seed':18446744073709551615,'ext':'webp'}",
                "{'kind':'llm','system':'Be brief','messages':[{'role':'user','content':'hi'}],'maxTokens':32,'temperature':0.5,"
                        + "'topP':0.9,'stop':['END','.'],'jsonSchema':{'const':12345678901234567890.10},'reasoning':'low',"
                        + "'chatTemplateKwargs':{'thinking':false}}",
                "{'kind':'audio_stt','inputUrl':'https://a.example/a.wav','language':'de','translate':true,'prompt':'names',"
                        + "'vad':false,'timestamps':'word'}",
                "{'kind':'audio_tts','text':'hello','voice':'default','speed':1.25,'language':'en','ext':'wav'}",
                "{'kind':'video','prompt':'a river','negativePrompt':'fog','initImageUrl':'https://a.example/i.png',"
                        + "'seconds':2.0,'fps':24,'width':256,'height':256,'ext':'mp4'}"
            })
    void writesATaskExactlyAsItWasRead(String text) throws Exception {
        assertThat(DomainJson.write(DomainJson.task(json(text))).toString()).isEqualTo(quoted(text));
    }

    @Test
    void writesAModelSourceExactlyAsItWasRead() throws Exception {
        String text = "{'engine':'sd-cpp','files':[{'role':'diffusion-model','url':'https://m.example/z.gguf',"
                + "'filename':'z.gguf','approxBytes':2700000000,'sha256':'ABCDEF'},"
                + "{'role':'text-encoder','url':'https://m.example/e.gguf','filename':'e.gguf'}],"
                + "'cliDefaults':{'cfgScale':1.0,'steps':8,'width':1024,'height':1024,'samplingMethod':'euler','flowShift':3.0,"
                + "'zeroCondT':true,'offloadToCpu':false,'mmap':true,'maxVramGib':7.5,'contextSize':8192,"
                + "'chatTemplateKwargs':{'a':1.10}}}";

        assertThat(DomainJson.write(DomainJson.modelSource(json(text))).toString())
                .isEqualTo(quoted(text));
    }

    @Test
    void fillsInTheDefaults() throws Exception {
        assertThat(task("{'kind':'image','prompt':'a'}")).isEqualTo(Task.Image.of("a"));
        assertThat(task("{'kind':'llm','messages':[]}")).isEqualTo(Task.Llm.of(List.of()));
        assertThat(task("{'kind':'audio_stt','inputUrl':'u'}")).isEqualTo(Task.Transcription.of("u"));
        assertThat(task("{'kind':'audio_tts','text':'t'}")).isEqualTo(Task.Speech.of("t"));
        assertThat(task("{'kind':'video','prompt':'a'}")).isEqualTo(Task.Video.of("a"));
        assertThat(DomainJson.modelSource(json("{'engine':'abacus'}"))).isEqualTo(ModelSource.of("abacus"));
    }

    @Test
    void writesDefaultsButNoAbsentOptions() {
        assertThat(DomainJson.write(Task.Image.of("a")).toString())
                .isEqualTo(quoted("{'kind':'image','prompt':'a','width':512,'height':512,'steps':20,'ext':'webp'}"));
        assertThat(DomainJson.write(ModelSource.of("synthetic")).toString())
                .isEqualTo(quoted("{'engine':'synthetic','files':[],"
                        + "'cliDefaults':{'cfgScale':0.0,'steps':0,'width':0,'height':0}}"));
    }

    @Test
    void takesNullForAbsentWhereAFieldIsOptional() throws Exception {
        assertThat(task("{'kind':'audio_stt','inputUrl':'u','language':null,'vad':null,'timestamps':null}"))
                .isEqualTo(Task.Transcription.of("u"));
        assertThat(task("{'kind':'image','prompt':'a','seed':null,'denoise':null,'maskUrl':null}"))
                .isEqualTo(Task.Image.of("a"));
        assertThat(task("{'kind':'llm','messages':[],'stop':null,'jsonSchema':null,'chatTemplateKwargs':null}"))
                .isEqualTo(Task.Llm.of(List.of()));
    }

    @Test
    void looksPastFieldsItDoesNotKnow() throws Exception {
        assertThat(task("{'kind':'image','prompt':'a','licence':{'x':[1]}}")).isEqualTo(Task.Image.of("a"));
        assertThat(DomainJson.modelSource(
                        json("{'engine':'onnx','licence':'free','files':[],'cliDefaults':{'gpu':1}}")))
                .isEqualTo(ModelSource.of("onnx"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    []                                                        | task
                    {}                                                        | task.kind
                    {'kind':7}                                                | task.kind
                    {'kind':'sculpture'}                                      | task.kind
                    {'kind':'agent'}                                          | task.kind
                    {'kind':'image'}                                          | task.prompt
                    {'kind':'image','prompt':null}                            | task.prompt
                    {'kind':'image','prompt':'a','width':null}                | task.width
                    {'kind':'image','prompt':'a','width':-1}                  | task.width
                    {'kind':'image','prompt':'a','width':1.5}                 | task.width
                    {'kind':'image','prompt':'a','width':4294967296}          | task.width
                    {'kind':'image','prompt':'a','ext':null}                  | task.ext
                    {'kind':'image','prompt':'a','seed':18446744073709551616} | task.seed
                    {'kind':'image','prompt':'a','seed':'1'}                  | task.seed
                    {'kind':'image','prompt':'a','denoise':'much'}            | task.denoise
                    {'kind':'image','prompt':'a','denoise':1e999}             | task.denoise
                    {'kind':'llm'}                                            | task.messages
                    {'kind':'llm','messages':{}}                              | task.messages
                    {'kind':'llm','messages':['hi']}                          | task.messages[0]
                    {'kind':'llm','messages':[{'role':'u','content':'c'},{'content':'c'}]} | task.messages[1].role
                    {'kind':'llm','messages':[],'stop':['a',1]}               | task.stop[1]
                    {'kind':'llm','messages':[],'temperature':null}           | task.temperature
                    {'kind':'llm','messages':[],'chatTemplateKwargs':[]}      | task.chatTemplateKwargs
                    {'kind':'audio_stt'}                                      | task.inputUrl
                    {'kind':'audio_stt','inputUrl':'u','vad':'yes'}           | task.vad
                    {'kind':'audio_stt','inputUrl':'u','timestamps':'line'}   | task.timestamps
                    {'kind':'audio_tts','text':'t','voice':null}              | task.voice
                    {'kind':'video','prompt':'p','fps':-3}                    | task.fps
                    {'kind':'video','prompt':'p','seconds':null}              | task.seconds
                    """, quoteCharacter = '`')
    void namesTheFieldOfATaskThatIsWrong(String text, String field) {
        assertThatThrownBy(() -> task(text)).isInstanceOfSatisfying(MalformedJson.class, e -> {
            assertThat(e.field()).isEqualTo(field);
            assertThat(e).hasMessageStartingWith(field + " ");
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    null                                                     | modelSource
                    {'files':[]}                                             | modelSource.engine
                    {'engine':' '}                                           | modelSource.engine
                    {'engine':'a','files':null}                              | modelSource.files
                    {'engine':'a','files':[{'role':'soup'}]}                 | modelSource.files[0].role
                    {'engine':'a','files':[{'role':'vae','filename':'f'}]}   | modelSource.files[0].url
                    {'engine':'a','files':[{'role':'vae','url':'u'}]}        | modelSource.files[0].filename
                    {'engine':'a','files':[{'role':'vae','url':'u','filename':'f','approxBytes':-1}]} | modelSource.files[0].approxBytes
                    {'engine':'a','cliDefaults':[]}                          | modelSource.cliDefaults
                    {'engine':'a','cliDefaults':{'steps':'8'}}               | modelSource.cliDefaults.steps
                    """, quoteCharacter = '`')
    void namesTheFieldOfAModelSourceThatIsWrong(String text, String field) {
        assertThatThrownBy(() -> DomainJson.modelSource(json(text)))
                .isInstanceOfSatisfying(
                        MalformedJson.class, e -> assertThat(e.field()).isEqualTo(field));
    }

    @Test
    void neverRepeatsAValueInAMessage() {
        assertThatThrownBy(() -> task("{'kind':'image','prompt':'a','seed':'hunter2'}"))
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void readsBackWhateverItWrites() throws Exception {
        Random random = new Random(20261121);
        for (int round = 0; round < 2_000; round++) {
            Task task = randomTask(random);
            ModelSource source = randomSource(random);

            String written = DomainJson.write(task).toString();
            String writtenSource = DomainJson.write(source).toString();

            assertThat(DomainJson.task(MAPPER.readTree(written))).isEqualTo(task);
            assertThat(DomainJson.modelSource(MAPPER.readTree(writtenSource))).isEqualTo(source);
        }
    }

    /** Whatever stands in a field, reading either works or names a field; it never ends in another exception. */
    @Test
    void answersAnyValueInAnyFieldWithAResultOrAFieldName() throws Exception {
        Random random = new Random(4);
        String[] values = {"null", "true", "-1", "0", "1.5", "1e999", "\"\"", "\"word\"", "[]", "[null]", "[{}]", "{}"};
        for (int round = 0; round < 3_000; round++) {
            ObjectNode object = DomainJson.write(randomTask(random));
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            object.set(names.get(random.nextInt(names.size())), MAPPER.readTree(values[random.nextInt(values.length)]));
            try {
                assertThat(DomainJson.task(object)).isNotNull();
            } catch (MalformedJson e) {
                assertThat(e.field()).startsWith("task.");
            }
        }
    }

    private static Task randomTask(Random r) {
        return switch (r.nextInt(5)) {
            case 0 ->
                new Task.Image(
                        text(r),
                        maybe(r, () -> text(r)),
                        maybe(r, () -> text(r)),
                        maybe(r, () -> text(r)),
                        maybe(r, () -> text(r)),
                        maybe(r, r::nextDouble),
                        maybe(r, () -> (double) r.nextInt(20)),
                        maybe(r, () -> text(r)),
                        r.nextInt(4096),
                        r.nextInt(4096),
                        r.nextInt(100),
                        maybe(r, r::nextLong),
                        text(r));
            case 1 ->
                new Task.Llm(
                        List.of(new Task.Message(text(r), text(r)), new Task.Message(text(r), text(r))),
                        maybe(r, () -> text(r)),
                        r.nextInt(9999),
                        r.nextDouble(),
                        maybe(r, r::nextDouble),
                        r.nextBoolean() ? List.of() : List.of(text(r)),
                        maybe(r, () -> "{\"maximum\":" + r.nextInt() + "}"),
                        maybe(r, () -> text(r)),
                        maybe(r, () -> "{\"thinking\":" + r.nextBoolean() + "}"));
            case 2 ->
                new Task.Transcription(
                        text(r),
                        maybe(r, () -> text(r)),
                        maybe(r, r::nextBoolean),
                        maybe(r, () -> text(r)),
                        maybe(r, r::nextBoolean),
                        maybe(r, () -> r.nextBoolean() ? "segment" : "word"));
            case 3 -> new Task.Speech(text(r), text(r), maybe(r, r::nextDouble), maybe(r, () -> text(r)), text(r));
            default ->
                new Task.Video(
                        text(r),
                        maybe(r, () -> text(r)),
                        maybe(r, () -> text(r)),
                        r.nextDouble(),
                        maybe(r, () -> r.nextInt(60)),
                        r.nextInt(4096),
                        r.nextInt(4096),
                        text(r));
        };
    }

    private static ModelSource randomSource(Random r) {
        Role role = ROLES.get(r.nextInt(ROLES.size()));
        ModelSource.File file = new ModelSource.File(
                role, text(r), text(r), maybe(r, () -> r.nextLong() >>> 1), maybe(r, () -> text(r)));
        return new ModelSource(
                "engine" + text(r),
                r.nextBoolean() ? List.of() : List.of(file),
                new ModelSource.Defaults(
                        r.nextDouble(),
                        r.nextInt(50),
                        r.nextInt(4096),
                        r.nextInt(4096),
                        maybe(r, () -> text(r)),
                        maybe(r, r::nextDouble),
                        maybe(r, r::nextBoolean),
                        maybe(r, r::nextBoolean),
                        maybe(r, r::nextBoolean),
                        maybe(r, r::nextDouble),
                        maybe(r, () -> r.nextInt(1 << 20)),
                        maybe(r, () -> "{\"a\":[" + r.nextInt() + "]}")));
    }

    private static <T> @Nullable T maybe(Random r, Supplier<T> value) {
        return r.nextBoolean() ? value.get() : null;
    }

    /** With quotes, line ends, controls and letters from beyond the basic plane among the rest. */
    private static String text(Random r) {
        String alphabet = "ab \"\\\n\u0001\u00e9\u4e2d\u2028";
        StringBuilder text = new StringBuilder();
        for (int i = r.nextInt(8); i > 0; i--) {
            text.append(alphabet.charAt(r.nextInt(alphabet.length())));
        }
        return r.nextInt(5) == 0 ? text.append("\ud83d\ude00").toString() : text.toString();
    }

    private static Task task(String text) throws MalformedJson {
        return DomainJson.task(json(text));
    }

    private static JsonNode json(String text) {
        try {
            return MAPPER.readTree(quoted(text));
        } catch (JsonProcessingException e) {
            return fail("the test's JSON is wrong", e);
        }
    }

    private static String quoted(String text) {
        return text.replace('\'', '"');
    }
}
