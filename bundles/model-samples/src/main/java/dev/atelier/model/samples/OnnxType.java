package dev.atelier.model.samples;

/** Types of numbers, by the codes the ONNX format has for them. */
enum OnnxType {
    FLOAT(1),
    INT32(6),
    INT64(7),
    FLOAT16(10);

    private final int code;

    OnnxType(int code) {
        this.code = code;
    }

    long code() {
        return code;
    }
}
