// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

import {Header} from "../../src/BatchHeader.sol";
import {ReceiptBond} from "../../src/ReceiptBond.sol";
import {MicroBatch, Receipt} from "../../src/libraries/Receipts.sol";
import {DenseModel} from "../base/DenseModel.sol";
import {GasMeter} from "../base/GasMeter.sol";
import {ReceiptTest} from "../base/ReceiptTest.sol";
import {VenueTest} from "../base/VenueTest.sol";

/// @notice Ceilings of whole transactions on the optimised artefact, with 1,000 entries in each batch.
contract ReceiptGasTest is ReceiptTest, GasMeter {
    uint64 private constant COUNT = 1000;

    function setUp() public override(ReceiptTest, VenueTest) {
        super.setUp();
    }

    function test_CodeIsUnderTheLimitOfTheChain() public view {
        vm.assertLe(address(receiptBond).code.length, CODE_MAX_BYTES, "receipt bond");
    }

    function test_TwoLeaves() public {
        bytes memory call = abi.encodeCall(ReceiptBond.slashTwoLeaves, (_wide(777, 0), _wide(777, 1)));
        vm.assertLe(_cost(call), 155_000, "two leaves");
    }

    function test_APostedLeaf() public {
        Receipt memory receipt = _wide(777, 1);
        (Header memory header, bytes32[] memory siblings) = _postWide(777);
        bytes memory call =
            abi.encodeCall(ReceiptBond.slashPosted, (receipt, header, _leaf(777, 0), siblings));
        vm.assertLe(_cost(call), 158_000, "a posted leaf");
    }

    function test_ChallengeAnswerAndConclusion() public {
        Receipt memory receipt = _wide(777, 0);
        Receipt memory other = _wide(778, 0);
        (Header memory header, bytes32[] memory siblings) = _postWide(777);
        _pass(DEADLINE + 1);
        _fund(ALICE, 2 * uint256(CHALLENGE_BOND));
        vm.assertLe(_cost(abi.encodeCall(ReceiptBond.challenge, (receipt))), 160_000, "challenge");
        bytes memory call = abi.encodeCall(ReceiptBond.answer, (777, header, siblings));
        vm.assertLe(_cost(call), 125_000, "answer");
        _cost(abi.encodeCall(ReceiptBond.challenge, (other)));
        _pass(ANSWER + 1);
        vm.assertLe(_cost(abi.encodeCall(ReceiptBond.conclude, (778))), 100_000, "conclusion");
    }

    function _wide(uint64 seq, uint256 salt) private view returns (Receipt memory receipt) {
        bytes32[] memory leaves = _range(1, COUNT, seq, salt);
        uint64 deadline = uint64(block.number) + DEADLINE;
        receipt.batch = MicroBatch(1, 1, 1, uint32(COUNT), RULES, DenseModel.root(leaves), deadline);
        (receipt.seq, receipt.arrival, receipt.entryHash) = (seq, seq, _entryHash(seq, salt));
        (, receipt.siblings) = DenseModel.proof(leaves, seq - 1);
        _sign(receipt, KEY);
    }

    function _postWide(uint64 seq) private returns (Header memory header, bytes32[] memory siblings) {
        header = _next();
        header.lastSeq = COUNT;
        bytes32[] memory leaves = _range(1, COUNT, 0, 0);
        header.inputsRoot = DenseModel.root(leaves);
        (, siblings) = DenseModel.proof(leaves, seq - 1);
        _post(header, DATA);
    }

    function _cost(bytes memory call) private returns (uint256) {
        return _cost(ALICE, address(receiptBond), call);
    }
}
