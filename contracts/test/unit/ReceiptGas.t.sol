// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

import {Header} from "../../src/BatchHeader.sol";
import {BondTerms} from "../../src/BondTerms.sol";
import {ReceiptBond} from "../../src/ReceiptBond.sol";
import {MicroBatch, Receipt} from "../../src/libraries/Receipts.sol";
import {DenseModel} from "../base/DenseModel.sol";
import {ReceiptTest} from "../base/ReceiptTest.sol";

/// @notice Ceilings of whole transactions on the optimised artefact, with 1,000 entries in each batch.
contract ReceiptGasTest is ReceiptTest {
    uint256 private constant CODE_MAX_BYTES = 24_576;
    uint64 private constant COUNT = 1000;

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

    function _deployBond(BondTerms memory terms) internal override returns (ReceiptBond) {
        bytes memory code = vm.getCode("out/ReceiptBond.sol/ReceiptBond.json");
        code = bytes.concat(code, abi.encode(terms));
        address created;
        assembly ("memory-safe") {
            created := create(0, add(code, 32), mload(code))
        }
        vm.assertTrue(created != address(0), "deployed");
        return ReceiptBond(created);
    }

    /// @dev A whole transaction: 21,000, calldata and execution from cold.
    function _cost(bytes memory call) private returns (uint256) {
        vm.cool(address(receiptBond));
        vm.cool(address(settlement));
        vm.cool(address(token));
        vm.prank(ALICE, ALICE);
        uint256 before = gasleft();
        (bool done,) = address(receiptBond).call(call);
        uint256 execution = before - gasleft();
        vm.assertTrue(done, "the call succeeds");
        uint256 units = 0;
        for (uint256 i = 0; i < call.length; ++i) units += call[i] == 0 ? 1 : 4;
        return 21_000 + 4 * units + execution;
    }
}
