"""A LiteRT model that computes in 8 bits wherever that changes next to nothing: twice as fast on most processors.

Which values occur is learned from photos, which have to be of the kind that will be asked about (Jacob et al. 2018,
"Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only Inference"). The first layers stay
in floating point: their separable convolution has channels of very different ranges, and in 8 bits dark colours become
one (Nagel et al. 2019, "Data-Free Quantization"; here 75 % of the colours were named right instead of 80 %, and
distances moved by .0066 instead of .0007). So do the pools and heads, which take little time.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from recommender.network.weight_compression import compress, decompress

# By what LiteRT's operations are called: those of the backbones, but the first layers.
_BACKBONE = r"/(\w*backbone|trunk)(_\d+)?/"
_FIRST_LAYERS = _BACKBONE + r"(Conv1|bn_Conv1|expanded_conv|stem|block_0)_"


def in_eight_bits(packed: bytes, inputs: Iterable[np.ndarray]) -> bytes:
    """The packed model (see recommender.training.litert) in mixed precision, packed; one that is so already, as it is.
    `inputs` are its photos, each (1, h, w, 3) float32 in 0 to 255; a hundred are enough. Raises ValueError if this is
    no model."""
    model = in_full_floats(decompress(packed))
    if model is None:
        return packed
    from ai_edge_quantizer.algorithm_manager import AlgorithmName
    from ai_edge_quantizer.calibrator import Calibrator
    from ai_edge_quantizer.qtyping import TFLOperationName
    from ai_edge_quantizer.quantizer import Quantizer
    from ai_edge_quantizer.recipe_manager import RecipeManager
    from ai_edge_quantizer.utils.qsv_utils import min_max_update

    every = TFLOperationName.ALL_SUPPORTED
    all_of_it = RecipeManager()
    all_of_it.add_static_config(".*", every, 8, 8)
    signature = _read(model).signatureDefs[0]
    name, photo_input = signature.signatureKey.decode(), signature.inputs[0].name.decode()
    # What occurs at all may occur: with a moving mean of the ranges, as by default, rare colours would be cut off.
    calibrator = Calibrator(model, num_threads=2, qsv_update_func=min_max_update)
    calibrator.calibrate({name: [{photo_input: photo} for photo in inputs]}, all_of_it)
    quantizer = Quantizer(model)
    quantizer.add_static_config(_BACKBONE, every, 8, 8)
    quantizer.update_quantization_recipe(_FIRST_LAYERS, every, algorithm_key=AlgorithmName.NO_QUANTIZE)
    return compress(bytes(quantizer.quantize(calibrator.get_model_qsvs()).quantized_model))


def in_full_floats(model: bytes) -> bytes | None:
    """The model with its 16-bit constants as float32, which is what can be calibrated; None where it computes in 8 bits
    already."""
    import flatbuffers
    from ai_edge_quantizer import qtyping as schema

    read = _read(model)
    graph = read.subgraphs[0]
    if any(tensor.type == schema.TensorType.INT8 for tensor in graph.tensors):
        return None
    codes = [max(code.builtinCode, code.deprecatedBuiltinCode) for code in read.operatorCodes]
    kept = []
    for operator in graph.operators:
        source = graph.tensors[operator.inputs[0]] if len(operator.inputs) else None
        is_cast = codes[operator.opcodeIndex] == schema.BuiltinOperator.DEQUANTIZE
        if source is None or not is_cast or source.type != schema.TensorType.FLOAT16:
            kept.append(operator)
            continue
        halves = np.asarray(read.buffers[source.buffer].data, np.uint8).view(np.float16)
        constant = schema.BufferT()
        constant.data = halves.astype(np.float32).view(np.uint8)
        graph.tensors[operator.outputs[0]].buffer = len(read.buffers)
        read.buffers.append(constant)
    graph.operators = kept
    _without_unused(read, graph)
    builder = flatbuffers.Builder(1 << 20)
    builder.Finish(read.Pack(builder), b"TFL3")
    return bytes(builder.Output())


def _read(model: bytes) -> Any:
    from ai_edge_quantizer import qtyping as schema

    return schema.ModelT.InitFromObj(schema.Model.GetRootAs(model, 0))


def _without_unused(model: Any, graph: Any) -> None:
    """Tensors and buffers that nothing refers to any more would be calibrated, too."""
    holders = (graph, *graph.operators)
    used = sorted({int(place) for holder in holders for place in (*holder.inputs, *holder.outputs) if place >= 0})
    at = {-1: -1} | {old: new for new, old in enumerate(used)}
    graph.tensors = [graph.tensors[place] for place in used]
    for holder in holders:
        holder.inputs = [at[int(place)] for place in holder.inputs]
        holder.outputs = [at[int(place)] for place in holder.outputs]
    for signature in model.signatureDefs or ():
        for end in (*signature.inputs, *signature.outputs):
            end.tensorIndex = at[int(end.tensorIndex)]
    referring = (*graph.tensors, *(model.metadata or ()))
    buffers = sorted({0, *(int(one.buffer) for one in referring)})
    moved = {old: new for new, old in enumerate(buffers)}
    model.buffers = [model.buffers[place] for place in buffers]
    for one in referring:
        one.buffer = moved[int(one.buffer)]
